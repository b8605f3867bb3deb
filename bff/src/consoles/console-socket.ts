import { pipeline } from 'node:stream/promises'
import { upgradeWebSocket } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { BffEnv } from '../bff-env.ts'
import { isSameOrigin } from '../session/same-origin.ts'

/** What console sockets are served by; of the subprotocols that a client offers it takes `binary`, Nova's only one, or none. */
export const consoleSockets = () =>
  new WebSocketServer({
    noServer: true,
    maxPayload: 1_048_576,
    handleProtocols: (offered) => offered.has('binary') && 'binary',
  })

/** Close codes that the console page explains; 4000 and up are an application's own. */
const refused = { badToken: 4401, noConsole: 4404, guestGone: 4410 } as const

/** Keeps other sites' pages from opening a console with a token they got hold of; programs send no Origin and may. */
const ownPagesOnly = createMiddleware<BffEnv>(async (c, next) => {
  const isUpgrade = c.req.header('upgrade')?.toLowerCase() === 'websocket'
  if (isUpgrade && c.req.header('origin') && !isSameOrigin(c))
    return c.text('Another site may not open a console.', 403)
  await next()
  return undefined
})

/** A guest's screen (raw VNC) or its serial port as a WebSocket of bytes, for whoever holds a console token; it is good once. */
const consoleSocket = upgradeWebSocket((c) => ({
  onOpen(_event, socket) {
    const { deps } = (c as unknown as { var: BffEnv['Variables'] }).var
    const token = c.req.query('token') ?? ''
    void carry(deps, token, socket.raw as unknown as WebSocket)
  },
}))

export const consoleHandlers = [ownPagesOnly, consoleSocket] as const

async function carry({ cloud, log }: BffEnv['Variables']['deps'], token: string, socket: WebSocket): Promise<void> {
  // Made before anything is awaited, so that nothing the browser sends first is lost.
  const browser = createWebSocketStream(socket)
  browser.on('error', () => socket.terminate())
  try {
    const guest = await cloud.openConsole(token)
    if (!guest)
      return socket.close(
        refused.badToken,
        'This console link was used already or has expired, or the server does not run.',
      )
    socket.once('close', () => guest.destroy())
    guest.once('error', (error) => log.debug({ err: error }, 'console stream failed'))
    await Promise.race([pipeline(guest, browser, { end: false }), pipeline(browser, guest)])
    socket.close(refused.guestGone, 'The guest closed its console: it was stopped, rebooted or deleted.')
  } catch (error) {
    log.debug({ err: error }, 'console closed')
    socket.close(refused.noConsole, error instanceof Error ? error.message.slice(0, 120) : 'The console failed.')
  }
}
