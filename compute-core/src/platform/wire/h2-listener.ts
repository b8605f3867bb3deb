import { constants as sslConstants } from 'node:crypto'
import {
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { setTimeout as pause } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { Log } from '../log.ts'
import type { WireCredentials } from './credentials.ts'
import { receivedBody, sendBody } from './message-body.ts'
import { headersOf } from './message-head.ts'
import type { WireEnv } from './peer.ts'
import { peerOf } from './peer-of.ts'
import { keepPulse, type Pulse, usualPulse } from './pulse.ts'
import { windowBytes } from './window.ts'

export interface WirePlace {
  host: string
  /** 0 is any free one. */
  port: number
  credentials: WireCredentials
  /** Finds in its `env` who asks; it is for the app to refuse. How long bodies may be is for the app as well. */
  app: Pick<Hono<WireEnv>, 'fetch'>
  log: Log
  pulse?: Pulse
}

/** The port on which this process speaks with its peers. */
export interface WireListener {
  port: number
  /** Shows itself with these from now on; connections that there are go on. */
  renew(credentials: WireCredentials): void
  /** Takes no more, waits a moment for what is under way, and ends the rest. */
  close(): Promise<void>
}

const handshakeMs = 10_000
/** Whoever has no certificate joins, which takes one short request. */
const strangerMs = 30_000
const closingMs = 1_000

/**
 * Listens for peers (HTTP/2 over TLS 1.3). Everybody may connect, also without a certificate, since a machine that joins has none yet.
 * Rejects with the error of `listen` when the port cannot be had.
 */
export async function listenForPeers({ host, port, credentials, app, log, pulse }: WirePlace): Promise<WireListener> {
  const server = createSecureServer({
    ...contextOf(credentials),
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: handshakeMs,
    unknownProtocolTimeout: handshakeMs,
    // As many as one control process may have waiting for one host, consoles with them.
    settings: { maxConcurrentStreams: 500, maxHeaderListSize: 16_384, initialWindowSize: windowBytes },
  })
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('error', (err) => log.debug({ err }, 'a connection to a peer ended'))
    session.setLocalWindowSize(4 * windowBytes)
    if (peerOf(session.socket as TLSSocket).kind === 'unknown') session.setTimeout(strangerMs, () => session.destroy())
    keepPulse(session, pulse ?? usualPulse)
  })
  server.on('stream', (stream, head) => void answer(app, stream, head, log))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    renew: (next) => server.setSecureContext(contextOf(next)),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const session of sessions) session.close()
      await Promise.race([closed, pause(closingMs, undefined, { ref: false })])
      for (const session of sessions) session.destroy()
      await closed
    },
  }
}

/** A machine that joins gets the authority's certificate with ours, and compares it with the fingerprint that it was given. */
const contextOf = ({ key, certificate, authority }: WireCredentials) => ({
  key,
  cert: `${certificate.trim()}\n${authority}`,
  ca: authority,
  minVersion: 'TLSv1.3' as const,
  // A connection that is resumed would be believed by what was true when it began.
  secureOptions: sslConstants.SSL_OP_NO_TICKET,
})

async function answer(
  app: WirePlace['app'],
  stream: ServerHttp2Stream,
  head: IncomingHttpHeaders,
  log: Log,
): Promise<void> {
  stream.on('error', (err) => log.debug({ err }, 'a peer was cut off'))
  const gone = new AbortController()
  const leave = () => stream.writableFinished || gone.abort(new Error('The peer has gone.'))
  stream.once('aborted', leave).once('close', leave)
  const socket = stream.session?.socket as TLSSocket | undefined
  if (socket === undefined) return
  try {
    const peer = peerOf(socket)
    const response = await app.fetch(requestOf(stream, head, gone.signal), { peer })
    if (stream.closed || stream.destroyed) return void response.body?.cancel().catch(() => {})
    const isEmpty = response.body === null || head[':method'] === 'HEAD'
    stream.respond({ ':status': response.status, ...Object.fromEntries(response.headers) }, { endStream: isEmpty })
    if (response.body !== null && !isEmpty) await sendBody(stream, response.body)
    // What it still sends is wanted no more: a console that has ended takes no keys.
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
  } catch (err) {
    if (!gone.signal.aborted) log.warn({ err, path: head[':path'] }, 'a request of a peer failed')
    stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  }
}

function requestOf(stream: ServerHttp2Stream, head: IncomingHttpHeaders, signal: AbortSignal): Request {
  const path = head[':path']?.startsWith('/') ? head[':path'] : '/'
  const method = head[':method'] ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD' && !stream.endAfterHeaders
  return new Request(`https://kilonova${path}`, {
    method,
    headers: headersOf(head),
    signal,
    ...(hasBody && { body: receivedBody(stream, () => stream.pause()), duplex: 'half' }),
  } as RequestInit)
}
