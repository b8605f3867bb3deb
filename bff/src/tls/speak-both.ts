import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'

/** What a TLS connection begins with. */
const handshake = 0x16

/**
 * Has a port that speaks TLS also answer who speaks plain http to it: with the way to the address that is meant, or, where a request
 * cannot simply be sent again, with a sentence.
 */
export function speakBoth(server: Server, waitMs: number): void {
  const plain = createServer((request, response) => {
    const { host } = request.headers
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const isSafe = isRead && host !== undefined && /^[\w.:[\]-]+$/.test(host) && request.url?.startsWith('/') === true
    const head = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }
    if (isSafe) response.writeHead(308, { ...head, location: `https://${host}${request.url}` })
    else response.writeHead(400, head)
    response.end('This port speaks TLS: use https:// in the address.\n')
  })
  const [accept] = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeListener('connection', accept!)
  server.on('connection', (socket: Socket) => {
    const giveUp = () => void socket.destroy()
    socket.setTimeout(waitMs, giveUp)
    socket.on('error', giveUp)
    socket.once('data', (first) => {
      socket.setTimeout(0).removeListener('timeout', giveUp)
      socket.removeListener('error', giveUp)
      socket.pause()
      socket.unshift(first)
      if (first[0] === handshake) accept!.call(server, socket)
      else plain.emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
  })
}
