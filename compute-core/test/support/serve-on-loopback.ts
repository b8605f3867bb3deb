import type { AddressInfo } from 'node:net'
import { serve, type ServerType } from '@hono/node-server'

/** `app` on a port of its own, over real sockets as bff serves it. */
export async function serveOnLoopback(app: { fetch(request: Request): Response | Promise<Response> }) {
  const server = await new Promise<ServerType>((resolve) => {
    const starting = serve({ fetch: (request) => app.fetch(request), hostname: '127.0.0.1', port: 0 }, () =>
      resolve(starting),
    )
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
