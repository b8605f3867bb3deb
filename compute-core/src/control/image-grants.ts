import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { systemClock, type Clock } from '#platform/clock'
import { forbidden } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import { derivedKey } from '#platform/seal'

/** Which way an image goes. */
export type Direction = 'read' | 'write'

/** What a grant is good for: one transfer of one image, by one host. */
export interface Grant {
  imageId: ImageId
  /** Of the host's identity. */
  identityId: string
  direction: Direction
}

/** Grants as they travel: they say what they are for, and nobody but control can make one. */
export interface ImageGrants {
  make(grant: Grant): string
  /** What stands in a grant that is for just this. Throws `forbidden` for any other, and for one that has expired. */
  check(text: string, wanted: Grant): { nonce: string; expiresAt: Date }
}

/** A command may wait long for its turn at a busy host; when it is sent again, it gets a new grant. */
const goodForSeconds = 24 * 3600

const written = z.strictObject({
  image: z.string(),
  host: z.string(),
  direction: z.string(),
  nonce: z.string().min(16).max(64),
  expires: z.int(),
})

/** Grants signed under a key that is derived from the cloud's. */
export function imageGrants(cloudKey: Buffer, clock: Clock = systemClock): ImageGrants {
  const key = derivedKey(cloudKey, 'image grants')
  const sign = (text: string) => createHmac('sha256', key).update(text).digest()
  const nowSeconds = () => Math.floor(clock.now().getTime() / 1000)
  return {
    make({ imageId, identityId, direction }) {
      const nonce = randomBytes(16).toString('base64url')
      const says = { image: imageId, host: identityId, direction, nonce, expires: nowSeconds() + goodForSeconds }
      const text = Buffer.from(JSON.stringify(says)).toString('base64url')
      return `${text}.${sign(text).toString('base64url')}`
    },
    check(given, wanted) {
      const [text = '', signature = ''] = given.split('.')
      const bytes = Buffer.from(signature, 'base64url')
      const expected = sign(text)
      if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected))
        throw forbidden('This grant for an image is none of this cloud.')
      const says = written.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
      const isForThis =
        says.image === wanted.imageId && says.host === wanted.identityId && says.direction === wanted.direction
      if (!isForThis) throw forbidden('This grant is for another image, another host, or the other way.')
      if (says.expires < nowSeconds()) throw forbidden('This grant for an image has expired.')
      return { nonce: says.nonce, expiresAt: new Date(says.expires * 1000) }
    },
  }
}
