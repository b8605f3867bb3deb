import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server'
import { Hono } from 'hono'
import { consoleSockets } from './consoles/console-socket.ts'
import type { Answers } from './front-door.ts'
import { unavailable } from '@kilonova/compute-core/platform/errors'

export interface Listener {
  url: string
  /** Answers with `app` from now on; until then `/healthz` says that the cloud is starting. */
  serve(app: Answers): void
  /** Ends every connection, streams and consoles too. */
  close(): Promise<void>
}

/** Takes the port. Throws `unavailable` with the way out where it is taken. */
export async function listen({ port, host }: { port: number; host: string }): Promise<Listener> {
  let app: Answers = starting
  const websockets = consoleSockets()
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, env),
    websocket: { server: websockets as WebSocketServerLike },
    createServer,
    serverOptions: { keepAliveTimeout: 65_000, requestTimeout: 0 },
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portRefused(error, port, host)))
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${taken}`,
    serve: (next) => {
      app = next
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of websockets.clients) socket.terminate()
      server.closeAllConnections()
      await closed
    },
  }
}

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
      'Another program has it: end that one, or set KILONOVA_PORT to a free port.',
      error,
    )
  if (error.code === 'EACCES')
    return unavailable(
      `Port ${port} on ${host}`,
      'This user may not take it: set KILONOVA_PORT to 1024 or higher.',
      error,
    )
  return unavailable(`Address ${host}:${port}`, `${error.message}. Set KILONOVA_HOST and KILONOVA_PORT.`, error)
}
