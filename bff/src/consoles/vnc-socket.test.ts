import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { aBrowser } from '../../test/support/a-browser.ts'
import { FakeScreen } from '../../test/support/fake-screen.ts'

async function listening() {
  const browser = aBrowser()
  const websocket = { server: new WebSocketServer({ noServer: true }) as never }
  const server = createAdaptorServer({ fetch: browser.app.fetch, websocket })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (token: string, origin = `http://${host}`) => {
    const socket = new WebSocket(`ws://${host}/consoles/vnc?token=${token}`, { origin })
    onTestFinished(() => socket.terminate())
    return socket
  }
  return { ...browser, open }
}

const closed = (socket: WebSocket) =>
  new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )

test('a token opens its guest’s screen, bytes go both ways, and hanging up lets go of the guest', async () => {
  const { open, consoles } = await listening()
  const screen = new FakeScreen()
  consoles.set('good', () => screen)
  const socket = open('good')
  const greeting = await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))
  expect(greeting).toBe('RFB 003.008\n')
  socket.send(Buffer.from('RFB 003.008\n'))
  await expect.poll(() => Buffer.concat(screen.received).toString()).toBe('RFB 003.008\n')
  socket.close()
  await expect.poll(() => screen.destroyed).toBe(true)
})

test('a token is good once, and the second time the reason is told', async () => {
  const { open, consoles } = await listening()
  consoles.set('once', () => new FakeScreen())
  const first = open('once')
  await new Promise((resolve) => first.once('message', resolve))
  expect(await closed(open('once'))).toEqual({ code: 4401, reason: expect.stringContaining('used already') })
})

test('a guest that goes away ends the console with the reason', async () => {
  const { open, consoles } = await listening()
  const screen = new FakeScreen()
  consoles.set('good', () => screen)
  const socket = open('good')
  const ended = closed(socket)
  await new Promise((resolve) => socket.once('message', resolve))
  screen.push(null)
  expect(await ended).toEqual({ code: 4410, reason: expect.stringContaining('guest closed its console') })
})

test('another site’s page opens no console', async () => {
  const { open, consoles } = await listening()
  consoles.set('good', () => new FakeScreen())
  const refusal = await new Promise((resolve) => open('good', 'https://evil.test').once('error', resolve))
  expect(String(refusal)).toContain('403')
  expect(consoles.has('good')).toBe(true)
})
