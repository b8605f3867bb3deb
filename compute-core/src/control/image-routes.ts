import { Readable } from 'node:stream'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { ImageService } from '#services/image/image-service'
import type { Database } from '#platform/db/database'
import { outlasting } from '#platform/db/outage'
import { forbidden, invalid } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import { bodyStream } from '#platform/wire/body-stream'
import { spendGrant, usedForMs, useGrant } from '#store/image-grant-store'
import { type ControlEnv, hostOf } from './control-env.ts'
import type { Direction, ImageGrants } from './image-grants.ts'
import { imageReads } from './image-reads.ts'
import { imageUploads } from './image-uploads.ts'

export interface ImageParts {
  db: Database
  images: Pick<ImageService, 'open' | 'write' | 'find'>
  grants: ImageGrants
}

/** Whoever has had all bytes sent, and not all of them come, or none, asks for them soon; whoever has them says so. */
const goesOnWithinMs = 3 * 60_000

const uploadQuery = z.object({
  offset: z.coerce.number().int().min(0),
  size: z.coerce.number().int().min(0),
  disk_format: z.string().min(1).max(32),
})

/**
 * The bytes of images on their way to hosts and from them: `GET /:id/data` from the Range on, `DELETE` once they are there; `PUT /:id/data?offset=` goes on where
 * `GET /:id/upload` says that control is. Each under a grant (`x-grant`) that came with a command and is good for one transfer, in each process for one at a time.
 */
export function imageRoutes({ db, images, grants }: ImageParts): Hono<ControlEnv> {
  const uploads = imageUploads(images)
  const reads = imageReads()
  const grantOf = (c: Context<ControlEnv>, direction: Direction) => {
    const given = c.req.header('x-grant')
    if (given === undefined) throw forbidden('An image goes to a host, or comes from it, with a grant only.')
    const imageId = c.req.param('id') as ImageId
    return { imageId, ...grants.check(given, { imageId, identityId: hostOf(c).identityId, direction }) }
  }
  return new Hono<ControlEnv>()
    .get('/:id/data', async (c) => {
      const grant = grantOf(c, 'read')
      const start = startOf(c.req.header('range'))
      const usedMs = await usedForMs(db, grant.nonce)
      if (usedMs !== undefined && usedMs > goesOnWithinMs) throw used()
      const bytes = reads.only(grant.nonce, await images.open(grant.imageId, start))
      const whole = Readable.from(
        thenMarked(bytes, () => outlasting(() => useGrant(db, grant))),
        {
          objectMode: false,
          highWaterMark: 262_144,
        },
      )
      // Also where its reader was gone before the first byte, and the generator never began.
      whole.once('close', () => bytes.destroy())
      return c.body(Readable.toWeb(whole) as ReadableStream, start > 0 ? 206 : 200)
    })
    .delete('/:id/data', async (c) => {
      const grant = grantOf(c, 'read')
      reads.end(grant.nonce)
      await outlasting(() => spendGrant(db, grant))
      return c.body(null, 204)
    })
    .get('/:id/upload', (c) => c.json({ offset: uploads.received(grantOf(c, 'write').nonce) }))
    .put('/:id/data', async (c) => {
      const grant = grantOf(c, 'write')
      const query = uploadQuery.safeParse(c.req.query())
      if (!query.success) throw invalid('An upload says its offset, its size and its disk_format.')
      if ((await usedForMs(db, grant.nonce)) !== undefined) {
        // It is here, and the answer that said so got lost.
        if ((await images.find(grant.imageId))?.status === 'active') return c.body(null, 204)
        throw used()
      }
      const { offset, size, disk_format: diskFormat } = query.data
      const { body } = c.req.raw
      const bytes = body ? bodyStream(body) : Readable.from([])
      await uploads.take({ nonce: grant.nonce, imageId: grant.imageId, diskFormat, size, offset, bytes })
      await outlasting(() => useGrant(db, grant))
      return c.body(null, 204)
    })
}

const used = () => forbidden('This grant for an image has been used.')

function startOf(range: string | undefined): number {
  if (range === undefined) return 0
  const start = /^bytes=(\d{1,15})-$/.exec(range)?.[1]
  if (start === undefined) throw invalid('A Range here is one as in bytes=1000-.')
  return Number(start)
}

/** The bytes; `mark` once the last of them is on its way. */
async function* thenMarked(bytes: Readable, mark: () => Promise<void>): AsyncGenerator<Buffer> {
  yield* bytes as AsyncIterable<Buffer>
  await mark()
}
