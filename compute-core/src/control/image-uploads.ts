import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import type { ImageService } from '#services/image/image-service'
import { conflict, invalid } from '#platform/errors'
import type { ImageId } from '#platform/ids'

/** One request of an upload: the bytes from `offset` on. */
export interface Portion {
  /** Of the grant: which upload it is a part of. */
  nonce: string
  imageId: ImageId
  diskFormat: string
  /** Of the whole. */
  size: number
  offset: number
  bytes: Readable
}

/** Uploads that may come in several portions. */
export interface ImageUploads {
  /** How many bytes of an upload are here; 0 of one that is not under way in this process. */
  received(nonce: string): number
  /** Takes a portion; resolves when the image is whole. Rejects when the portion breaks off: the rest is waited for a while. */
  take(portion: Portion): Promise<void>
}

interface Upload {
  received: number
  sink: PassThrough
  outcome: Promise<void>
  /** Which portion is taken from: an older one, of a connection that is lost without anybody knowing, is not. */
  turn: number
  givesUp: NodeJS.Timeout | undefined
}

/** For how long the rest of an upload is waited for. */
const patienceMs = 60_000

/** Takes images that come from hosts, and goes on with what has broken off. */
export function imageUploads(images: Pick<ImageService, 'write'>): ImageUploads {
  const underWay = new Map<string, Upload>()

  const begin = async ({ nonce, imageId, diskFormat, size }: Portion): Promise<Upload> => {
    const before = underWay.get(nonce)
    before?.sink.destroy(new Error('It was begun anew.'))
    await before?.outcome.catch(() => undefined)
    const sink = new PassThrough({ highWaterMark: 262_144 })
    const outcome = images.write(imageId, { diskFormat, size, open: () => sink })
    const upload: Upload = { received: 0, sink, outcome, turn: 0, givesUp: undefined }
    underWay.set(nonce, upload)
    const forget = () => {
      clearTimeout(upload.givesUp)
      if (underWay.get(nonce) === upload) underWay.delete(nonce)
      sink.destroy() // whoever still fills it stops
    }
    outcome.then(forget, forget)
    sink.on('error', () => undefined) // whoever reads it tells
    return upload
  }

  const fill = async (upload: Upload, { size, bytes }: Portion): Promise<void> => {
    clearTimeout(upload.givesUp)
    const turn = ++upload.turn
    try {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        if (upload.turn !== turn) throw conflict('This upload goes on over another connection.', 'Let that one end.')
        upload.received += chunk.length
        if (upload.received > size) throw tooLong(size)
        if (!upload.sink.write(chunk)) await Promise.race([once(upload.sink, 'drain'), once(upload.sink, 'close')])
      }
      if (upload.received < size) throw invalid(`The upload broke off after ${upload.received} of ${size} bytes.`)
    } catch (error) {
      const giveUp = () => upload.sink.destroy(new Error('The rest of the image did not come.'))
      if (upload.received > size) giveUp()
      else if (upload.turn === turn) upload.givesUp = setTimeout(giveUp, patienceMs)
      throw error
    }
    upload.sink.end()
  }

  return {
    received: (nonce) => underWay.get(nonce)?.received ?? 0,
    async take(portion) {
      const upload = portion.offset === 0 ? await begin(portion) : underWay.get(portion.nonce)
      if (upload?.received !== portion.offset)
        throw conflict(
          `This upload is at byte ${upload?.received ?? 0} here, not at ${portion.offset}.`,
          'Go on from there.',
        )
      // An image that has its bytes already reads none; one that is refused is not read to its end.
      await Promise.race([upload.outcome, fill(upload, portion).then(() => upload.outcome)])
    },
  }
}

const tooLong = (size: number) => invalid(`More than the announced ${size} bytes came.`)
