import { Duplex, PassThrough, Readable } from 'node:stream'
import { bodyStream } from './body-stream.ts'
import type { WireFetch } from './peer.ts'

/** `stream` as the body of a response to a request whose body is `incoming`: what comes in is written to it. Either end ends both. */
export function joined(stream: Duplex, incoming: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> {
  if (incoming) {
    const reader = bodyStream(incoming)
    reader.on('error', () => stream.destroy()).pipe(stream)
    stream.once('close', () => reader.destroy())
  }
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}

/** The other end of `joined`: a stream whose writing is the body of a POST, and whose reading is the body of its response. */
export async function openDuplex(fetch: WireFetch, path: string): Promise<{ stream: Duplex } | { refused: Response }> {
  const outgoing = new PassThrough()
  // `duplex` is not among the types of RequestInit: a body that is a stream wants it.
  const init = { method: 'POST', body: Readable.toWeb(outgoing), duplex: 'half' } as unknown as RequestInit
  const response = await fetch(path, init).catch((error: unknown) => {
    outgoing.destroy()
    throw error
  })
  if (!response.ok || !response.body) {
    outgoing.destroy()
    return { refused: response }
  }
  return { stream: bothWays(bodyStream(response.body), outgoing) }
}

/** One stream of two. Whoever reads is told that it is over, also when the connection broke; `Duplex.from` would throw instead. */
function bothWays(incoming: Readable, outgoing: PassThrough): Duplex {
  const stream = new Duplex({
    read: () => void incoming.resume(),
    write(chunk: Buffer, _encoding, done) {
      if (outgoing.write(chunk)) done()
      else outgoing.once('drain', done)
    },
    final: (done) => void outgoing.end(done),
    destroy(error, done) {
      outgoing.destroy()
      incoming.destroy()
      done(error)
    },
  })
  incoming.on('data', (chunk: Buffer) => stream.push(chunk) || incoming.pause())
  incoming.on('end', () => stream.push(null))
  incoming.on('error', () => stream.destroy())
  return stream
}
