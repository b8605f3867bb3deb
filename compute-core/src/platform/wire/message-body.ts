import type { Http2Stream } from 'node:http2'
import { pipeline } from 'node:stream/promises'

/** The peer has not sent all of a body: whoever reads it is not at fault. */
export class BrokenOff extends Error {
  constructor(cause?: Error) {
    super(cause?.message ?? 'The connection broke off in the middle of a body.', { cause })
  }
}

/** Held here at most, of what its reader has not taken yet. */
const heldBytes = 256 * 1024

/**
 * What the other end sends, as it comes. Node ends a stream that was reset as if that had been meant: here it is an error, so that half
 * of a body never passes for the whole. `abandon` is called when its reader wants no more of it.
 */
export function receivedBody(stream: Http2Stream, abandon: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        const end = (settle: () => void) => () => {
          if (isOver) return
          isOver = true
          settle()
        }
        const brokeOff = () => controller.error(new BrokenOff())
        stream.on('data', (chunk: Uint8Array<ArrayBuffer>) => {
          if (isOver) return
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) stream.pause()
        })
        stream.once(
          'end',
          end(() => (stream.aborted || stream.rstCode !== 0 ? brokeOff() : controller.close())),
        )
        stream.once('error', (error: Error) => end(() => controller.error(new BrokenOff(error)))())
        stream.once('close', end(brokeOff))
      },
      pull: () => void stream.resume(),
      cancel() {
        isOver = true
        abandon()
      },
    },
    { highWaterMark: heldBytes, size: (chunk) => chunk?.byteLength ?? 0 },
  )
}

/** Sends a body as fast as the other end takes it, and ends the stream with it; one that fails resets the stream. */
export const sendBody = (stream: Http2Stream, body: ReadableStream<Uint8Array>): Promise<void> => pipeline(body, stream)
