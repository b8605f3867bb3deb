import { upgradeWebSocket } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { BffEnv } from '../request/bff-env.ts'
import { consoleToken } from '../cloud/console-token.ts'
import { isSameOrigin } from '../request/same-origin.ts'

/** The server of console sockets. Of the subprotocols that a client offers it accepts `binary`, the one that Nova knows, or none. */
export const consoleSockets = () =>
  new WebSocketServer({
    noServer: true,
    maxPayload: 1_048_576,
    handleProtocols: (offered) => offered.has('binary') && 'binary',
  })

/** Close codes that the console page explains; 4000 and up are for applications. */
const refused = { badToken: 4401, noConsole: 4404, guestGone: 4410 } as const

/** Stops pages of other sites from using a console token that they got hold of; programs send no Origin and pass. */
const ownPagesOnly = createMiddleware<BffEnv>(async (c, next) => {
  const isUpgrade = c.req.header('upgrade')?.toLowerCase() === 'websocket'
  if (isUpgrade && c.req.header('origin') && !isSameOrigin(c))
    return c.text('Consoles cannot be opened from another site.', 403)
  await next()
  return undefined
})

/** A guest's screen (raw VNC) or serial port as a WebSocket of bytes, for the holder of a single-use console token. */
const consoleSocket = upgradeWebSocket((c) => ({
  onOpen(_event, socket) {
    const { deps } = (c as unknown as { var: BffEnv['Variables'] }).var
    const token = consoleToken(c.req.url) ?? ''
    void carry(deps, token, socket.raw as unknown as WebSocket)
  },
}))

/** Where consoles are opened; the first ones are where programs that know noVNC's pages look for the WebSocket. */
export const consolePaths = ['/', '/websockify', '/vnc_auto.html', '/consoles/vnc', '/consoles/serial'] as const

/** The handlers of these paths. */
export const consoleHandlers = [ownPagesOnly, consoleSocket] as const

async function carry({ cloud, log }: BffEnv['Variables']['deps'], token: string, socket: WebSocket): Promise<void> {
  // Created before anything is awaited, so that nothing the browser sends first is lost.
  const browser = createWebSocketStream(socket)
  browser.on('error', () => socket.terminate())
  try {
    const guest = await cloud.openConsole(token)
    if (!guest)
      return socket.close(
        refused.badToken,
        'This console link has already been used or has expired, or the server is not running.',
      )
    socket.once('close', () => guest.destroy())
    // A guest that is killed may end its console with an error as well: for whoever looks at it that is the same. A pipeline would then
    // cut the browser off before it is told why.
    const gone = new Promise<void>((resolve) => {
      guest.once('end', resolve).once('close', resolve)
      guest.once('error', (error) => log.debug({ err: error }, 'console stream failed'))
    })
    guest.pipe(browser, { end: false })
    browser.pipe(guest)
    await gone
    socket.close(refused.guestGone, 'The guest closed its console: it was stopped, rebooted or deleted.')
  } catch (error) {
    log.debug({ err: error }, 'console closed')
    socket.close(refused.noConsole, error instanceof Error ? error.message.slice(0, 120) : 'The console failed.')
  }
}
