import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server'
import { Hono } from 'hono'
import { consolePaths, consoleSockets } from './consoles/console-socket.ts'
import type { RequestHandler } from './front-door.ts'
import { speakBoth } from './tls/speak-both.ts'
import { fingerprintOf } from './tls/tls-pair.ts'
import type { TlsSource } from './tls/tls-source.ts'
import { unavailable } from '@kilonova/compute-core/platform/errors'

/** The dashboard's port, open from the first second of a start on. */
export interface Listener {
  url: string
  /** Hands requests to `app` from now on; before that, `/healthz` says that the cloud is starting. */
  serve(app: RequestHandler): void
  /** Ends every connection, streams and consoles too. */
  close(): Promise<void>
}

/** How long clients may take. */
export interface Patience {
  /** To send the head of a request. */
  headersMs: number
  /** Without a byte, in the middle of a body that they send or read: an upload of a whole disk may take hours, as long as it goes on. */
  idleMs: number
}

const usualPatience: Patience = { headersMs: 30_000, idleMs: 120_000 }

/** Where the port is, and what it speaks: TLS where there is a certificate. */
interface Place {
  port: number
  host: string
  tls?: TlsSource | undefined
  /** Hears why a new certificate was not taken: the one before stays in use. */
  tellTls?: (what: string, error?: Error) => void
}

/** Opens the port. Throws `unavailable`, with what to do about it, when that is not possible. */
export async function listen(
  { port, host, tls, tellTls }: Place,
  { headersMs, idleMs }: Patience = usualPatience,
): Promise<Listener> {
  let app: RequestHandler = starting
  const websockets = consoleSockets()
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, env),
    websocket: { server: websockets as WebSocketServerLike },
    createServer: tls ? createTlsServer : createServer,
    serverOptions: {
      ...tls?.pair,
      handshakeTimeout: headersMs,
      keepAliveTimeout: 65_000,
      headersTimeout: headersMs,
      requestTimeout: 0,
      // A console or a stream whose client has vanished without a word is found out by the kernel.
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      connectionsCheckingInterval: headersMs / 6,
      shouldUpgradeCallback: isConsoleUpgrade,
    },
  }) as Server
  const sockets = trackSockets(server)
  endStalled(server, idleMs)
  sayWhenItEnds(server)
  if (tls) {
    speakBoth(server, headersMs)
    keepCertificate(server as unknown as TlsServer, tls, tellTls)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portRefused(error, port, host)))
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://${inUrl(host)}:${taken}`,
    serve: (next) => {
      app = next
    },
    async close() {
      tls?.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of websockets.clients) socket.terminate()
      // Node's own list has no connection that was upgraded, or whose request has not begun.
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const inUrl = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host

/** Speaks under each new certificate from when it is there on; connections that are open stay open. */
function keepCertificate(server: TlsServer, tls: TlsSource, tell: Place['tellTls'] = () => {}): void {
  tls.watch(
    (pair) => {
      server.setSecureContext(pair)
      tell(`The port speaks TLS under a new certificate, ${fingerprintOf(pair)}.`)
    },
    (error) => tell('The new certificate is not taken; the one before stays in use.', error),
  )
}

const pathsOfConsoles: ReadonlySet<string> = new Set(consolePaths)

/** Only consoles speak another protocol. Whatever else a client offers (`h2c`) is ignored and its request answered (RFC 9110 §7.8). */
const isConsoleUpgrade = ({ headers, url = '' }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket' && pathsOfConsoles.has(url.replace(/[?#].*$/s, ''))

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

/** Ends connections on which nothing has moved for `idleMs` because of the client; one that waits for us may wait. */
function endStalled(server: Server, idleMs: number): void {
  const exchanges = new WeakMap<Socket, { incoming: IncomingMessage; outgoing: ServerResponse }>()
  server.prependListener('request', (incoming, outgoing) => {
    exchanges.set(incoming.socket, { incoming, outgoing })
    outgoing.once('close', () => {
      if (exchanges.get(incoming.socket)?.outgoing === outgoing) exchanges.delete(incoming.socket)
    })
  })
  const endIfStalled = (socket: Socket) => {
    const exchange = exchanges.get(socket)
    if (!exchange) return void socket.destroy()
    const { incoming, outgoing } = exchange
    const isSending = !incoming.complete && incoming.readableLength === 0
    if (isSending && !outgoing.headersSent) socket.end(requestTimeout, () => socket.destroy())
    else if (isSending || outgoing.writableLength > 0) socket.destroy()
  }
  server.setTimeout(idleMs, (socket) => {
    // Where this process itself stood still, its timers end before it has read what came meanwhile: that is done by then.
    const { bytesRead, writableLength } = socket
    setImmediate(() => {
      if (socket.bytesRead === bytesRead && socket.writableLength === writableLength) endIfStalled(socket)
    })
  })
}

/** How long a client that was answered may go on sending: who is cut off in the middle may never read the answer. */
const lingerMs = 2_000

/**
 * Tells a client that is answered before all of its body has come that the connection ends, as it does: what is left cannot be told
 * from its next request, which would be lost without a word (RFC 9112 §9.6).
 */
function sayWhenItEnds(server: Server): void {
  server.prependListener('request', (incoming, outgoing) => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = incoming.headers
    if (length === '0' && coding === undefined) return
    const writeHead = outgoing.writeHead
    outgoing.writeHead = function (...given: Parameters<typeof writeHead>) {
      if (!incoming.complete) {
        outgoing.shouldKeepAlive = false
        lingerAt(incoming)
      }
      return writeHead.apply(outgoing, given)
    } as typeof writeHead
  })
}

/** Has Node close its side of the connection after the answer, and read on for a while what still comes. */
function lingerAt(incoming: IncomingMessage): void {
  const { socket } = incoming
  socket.destroySoon = () => {
    socket.end()
    incoming.resume()
    setTimeout(() => socket.destroy(), lingerMs).unref()
  }
}

const requestTimeout = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

const starting = new Hono()
  .get('/healthz', (c) => c.json({ ready: false, missing: ['the cloud is starting'] }, 503))
  .all('*', (c) => {
    c.header('Retry-After', '1')
    return c.text('Kilonova is starting. Try again in a second.\n', 503)
  })

function portRefused(error: NodeJS.ErrnoException, port: number, host: string) {
  if (error.code === 'EADDRINUSE')
    return unavailable(
      `Port ${port} on ${host}`,
      'Another program is using it: stop that program, or set KILONOVA_PORT to a free port.',
      error,
    )
  if (error.code === 'EACCES')
    return unavailable(
      `Port ${port} on ${host}`,
      'This user is not allowed to use it: set KILONOVA_PORT to 1024 or higher.',
      error,
    )
  return unavailable(`Address ${host}:${port}`, `${error.message}. Set KILONOVA_HOST and KILONOVA_PORT.`, error)
}
