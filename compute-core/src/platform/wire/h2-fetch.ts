import { X509Certificate } from 'node:crypto'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2'
import type { WireCredentials } from './credentials.ts'
import { receivedBody, sendBody } from './message-body.ts'
import { headersOf } from './message-head.ts'
import type { Peer, WireFetch } from './peer.ts'
import { writePlace } from './place.ts'
import { keepPulse, type Pulse, usualPulse } from './pulse.ts'
import { windowBytes } from './window.ts'
import { peerIn } from './wire-name.ts'

/** Where a peer listens, and who has to be there. */
export interface WireTarget {
  address: string
  port: number
  expects: (peer: Peer) => boolean
}

export interface WireClientOptions {
  target: WireTarget
  /** Asked at each new connection; one that joins has no certificate yet. */
  credentials: () => Pick<WireCredentials, 'authority'> & Partial<WireCredentials>
  connectMs?: number
  pulse?: Pulse
}

/** The connection to one peer: opened when it is needed, kept, and opened again. */
export interface WireClient {
  /** Throws when there was no response: no connection, another peer than expected, or a connection that was cut. */
  fetch: WireFetch
  /** Opens the connection if there is none, and tells by which of this machine's addresses. */
  reach(): Promise<string>
  /** Has the next request open a connection anew, with the credentials of then; what is under way ends over this one. */
  renew(): void
  /** Ends the connection for good: what is under way and what is asked later rejects. */
  close(): void
}

/** A client for one peer. */
export function wireClient(options: WireClientOptions): WireClient {
  let current: Promise<ClientHttp2Session> | undefined
  let isClosed = false
  const connected = async (): Promise<ClientHttp2Session> => {
    if (isClosed) throw new Error(`The connection to ${writePlace(options.target)} has been given up.`)
    const opening = (current ??= openSession(options))
    const drop = () => {
      if (current === opening) current = undefined
    }
    try {
      const session = await opening
      if (!session.closed && !session.destroyed && !isClosed) return session
    } catch (error) {
      drop()
      throw error
    }
    // It has ended since the request before.
    drop()
    return connected()
  }
  const leave = (how: (session: ClientHttp2Session) => void) => {
    void current?.then(how, () => {})
    current = undefined
  }
  return {
    async fetch(path, init) {
      const request = new Request(`https://kilonova${path}`, { ...init, duplex: 'half' } as RequestInit)
      return ask(await unlessAborted(connected(), request.signal), request, path)
    },
    reach: async () => (await connected()).socket.localAddress ?? '',
    renew: () => leave((session) => session.close()),
    close() {
      isClosed = true
      leave((session) => session.destroy())
    },
  }
}

function openSession({ target, credentials, connectMs = 5_000, pulse = usualPulse }: WireClientOptions) {
  const { address, port, expects } = target
  const place = writePlace({ address, port })
  const { authority, key, certificate } = credentials()
  return new Promise<ClientHttp2Session>((resolve, reject) => {
    const session = connect(`https://${place}`, {
      ca: authority,
      ...(key !== undefined && certificate !== undefined && { key, cert: certificate }),
      minVersion: 'TLSv1.3',
      servername: 'kilonova',
      checkServerIdentity: (_name, { raw }) =>
        expects(peerIn(new X509Certificate(raw))) ? undefined : new Error(`Somebody else listens on ${place}.`),
      settings: { enablePush: false, initialWindowSize: windowBytes },
    })
    const late = setTimeout(
      () => session.destroy(new Error(`${place} does not answer within ${connectMs / 1000} s.`)),
      connectMs,
    )
    session.once('connect', () => {
      clearTimeout(late)
      session.setLocalWindowSize(4 * windowBytes)
      session.unref()
      keepPulse(session, pulse)
      resolve(session)
    })
    session.on('error', reject)
    session.once('close', () => {
      clearTimeout(late)
      reject(new Error(`${place} has closed the connection.`))
    })
  })
}

/** Sends the request, and responds as soon as there is the head of a response: both bodies may go on for hours. */
function ask(session: ClientHttp2Session, request: Request, path: string): Promise<Response> {
  const { body, signal } = request
  signal.throwIfAborted()
  const stream = session.request(
    { ':method': request.method, ':path': path, ...Object.fromEntries(request.headers) },
    { endStream: body === null },
  )
  holdWhile(session, stream)
  const cancel = () => stream.close(constants.NGHTTP2_CANCEL)
  signal.addEventListener('abort', cancel, { once: true })
  stream.once('close', () => signal.removeEventListener('abort', cancel))
  return new Promise((resolve, reject) => {
    stream.once('response', (head) => resolve(responseOf(stream, head, cancel)))
    stream.on('error', reject)
    stream.once('close', () => reject(signal.aborted ? signal.reason : new Error('The connection was cut.')))
    // A peer that has answered may not want the rest of what it is sent; a source that fails resets the stream.
    if (body !== null) sendBody(stream, body).catch(reject)
  })
}

const underWay = new WeakMap<ClientHttp2Session, number>()

/** A process does not end while it waits for a response; a connection that is only kept does not hold it. */
function holdWhile(session: ClientHttp2Session, stream: ClientHttp2Stream): void {
  const count = (change: number) => {
    const now = (underWay.get(session) ?? 0) + change
    underWay.set(session, now)
    return now
  }
  if (count(1) === 1) session.ref()
  stream.once('close', () => {
    if (count(-1) === 0 && !session.destroyed) session.unref()
  })
}

function responseOf(
  stream: ClientHttp2Stream,
  head: IncomingHttpHeaders & IncomingHttpStatusHeader,
  cancel: () => void,
): Response {
  const status = head[':status'] ?? 500
  const isEmpty = status === 204 || status === 304
  if (isEmpty) stream.resume()
  return new Response(isEmpty ? null : receivedBody(stream, cancel), { status, headers: headersOf(head) })
}

/** `promise`, unless `signal` comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
