import { constants as sslConstants } from 'node:crypto'
import {
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { setTimeout as pause } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { Log } from '../log.ts'
import type { WireCredentials } from './credentials.ts'
import { originOf } from './origin-of.ts'
import { receivedBody, sendBody } from './message-body.ts'
import { headersOf } from './message-head.ts'
import { newest } from './newest.ts'
import type { Peer, WireEnv } from './peer.ts'
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
  bounds?: Partial<WireBounds>
}

/** The port on which this process speaks with its peers. */
export interface WireListener {
  port: number
  /** Shows itself with these from now on; connections that there are go on. */
  renew(credentials: WireCredentials): void
  /** Takes no more, waits a moment for what is under way, and ends the rest. */
  close(): Promise<void>
}

/** How much of a process its peers have at most, and for how long. */
export interface WireBounds {
  handshakeMs: number
  /** How old the connection of somebody without a certificate gets, whatever goes on over it: who joins has one short request. */
  strangerMs: number
  /** How long what is under way is waited for at the end. */
  closingMs: number
  /** Connections at once that have not shown yet whose they are; of those that have shown no certificate; and of one host. */
  unproven: number
  strangers: number
  perHost: number
}

const usualBounds: WireBounds = {
  handshakeMs: 10_000,
  strangerMs: 30_000,
  closingMs: 1_000,
  // A whole cloud comes at once when its control is back.
  unproven: 2_000,
  strangers: 64,
  // Each agent has one, a few more while certificates and broken lines are replaced, and there may be a program beside it.
  perHost: 8,
}

/** Requests at once over one connection: control has them waiting for one host, consoles with them; a host has far fewer. */
const streams: Readonly<Record<Peer['kind'], number>> = { control: 500, host: 100, unknown: 4 }

/**
 * Listens for peers (HTTP/2 over TLS 1.3). Everybody may connect, also without a certificate, since a machine that joins has none yet.
 * Rejects with the error of `listen` when the port cannot be had.
 */
export async function listenForPeers(place: WirePlace): Promise<WireListener> {
  const { host, port, credentials, app, log, pulse } = place
  const bounds = { ...usualBounds, ...place.bounds }
  const server = createSecureServer({
    ...contextOf(credentials),
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: bounds.handshakeMs,
    unknownProtocolTimeout: bounds.handshakeMs,
    settings: { maxConcurrentStreams: streams.control, maxHeaderListSize: 16_384, initialWindowSize: windowBytes },
  })
  let isClosing = false
  /** Every connection, also one that is in its handshake, or speaks no HTTP/2. */
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  const unproven = newest<'all', Socket>(bounds.unproven, (socket) => socket.destroy())
  const proven = new Map<string, () => void>()
  const strangers = newest<'all', ServerHttp2Session>(bounds.strangers, (session) => session.destroy())
  const ofHosts = newest<string, ServerHttp2Session>(bounds.perHost, (session) => session.destroy())
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    const prove = unproven.add('all', socket)
    const end = endOf(socket)
    proven.set(end, prove)
    socket.once('close', () => {
      sockets.delete(socket)
      prove()
      if (proven.get(end) === prove) proven.delete(end)
    })
  })
  server.on('session', (session) => {
    session.on('error', (err) => log.debug({ err }, 'a connection to a peer ended'))
    if (isClosing) return session.destroy()
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    const socket = session.socket as TLSSocket
    proven.get(endOf(socket))?.()
    const peer = peerOf(socket)
    if (peer.kind !== 'control') session.settings({ maxConcurrentStreams: streams[peer.kind] })
    if (peer.kind === 'unknown') {
      session.once('close', strangers.add('all', session))
      const old = setTimeout(() => session.destroy(), bounds.strangerMs).unref()
      session.once('close', () => clearTimeout(old))
    } else session.setLocalWindowSize(4 * windowBytes)
    if (peer.kind === 'host') session.once('close', ofHosts.add(peer.identityId, session))
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
      isClosing = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const session of sessions) session.close()
      await Promise.race([closed, pause(bounds.closingMs, undefined, { ref: false })])
      for (const session of sessions) session.destroy()
      // Whoever is in the midst of a handshake has no session, and is not waited for.
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** By which a connection is known before and after its handshake: Node shows two sockets of it. */
const endOf = ({ localAddress, remoteAddress, remotePort }: Socket) => `${localAddress} ${remoteAddress} ${remotePort}`

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
  const method = head[':method'] ?? 'GET'
  if (!methods.has(method)) {
    log.debug({ method, path: head[':path'] }, 'a peer asked by a method that nothing here has')
    stream.respond({ ':status': 405, allow: [...methods].join(', ') }, { endStream: true })
    return stream.close(constants.NGHTTP2_NO_ERROR)
  }
  try {
    const peer = peerOf(socket)
    const request = requestOf(stream, head, gone.signal)
    const response = await app.fetch(request, { peer, origin: originOf(socket) })
    if (stream.closed || stream.destroyed) return void response.body?.cancel().catch(() => {})
    const { status, headers, body } = response
    stream.respond({ ':status': status, ...Object.fromEntries(headers) }, { endStream: body === null })
    if (body !== null) await sendBody(stream, body)
    // What it still sends is wanted no more: a console that has ended takes no keys.
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
  } catch (err) {
    if (!gone.signal.aborted) log.warn({ err, path: head[':path'] }, 'a request of a peer failed')
    stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  }
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE'])

function requestOf(stream: ServerHttp2Stream, head: IncomingHttpHeaders, signal: AbortSignal): Request {
  const path = head[':path']?.startsWith('/') ? head[':path'] : '/'
  const method = head[':method'] ?? 'GET'
  const hasBody = method !== 'GET' && !stream.endAfterHeaders
  return new Request(`https://kilonova${path}`, {
    method,
    headers: headersOf(head),
    signal,
    ...(hasBody && { body: receivedBody(stream, () => stream.pause()), duplex: 'half' }),
  } as RequestInit)
}
