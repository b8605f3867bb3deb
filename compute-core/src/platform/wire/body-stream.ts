import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'

/**
 * A body as a stream of Node's. Where it breaks off before anybody reads it, its reader is told once there is one: Node would end the
 * process for it.
 */
export function bodyStream(body: ReadableStream<Uint8Array>): Readable {
  const stream = Readable.fromWeb(body as NodeStream)
  stream.on('error', () => undefined)
  return stream
}
