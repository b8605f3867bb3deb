import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { aBrowser } from '../../test/support/a-browser.ts'
import { FakeScreen } from '../../test/support/fake-screen.ts'
import { consoleSockets } from './console-socket.ts'

async function listening() {
  const browser = aBrowser()
  const websocket = { server: consoleSockets() as never }
  const server = createAdaptorServer({ fetch: browser.app.fetch, websocket })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (token: string, { origin = `http://${host}`, kind = 'vnc', offered = [] as string[] } = {}) => {
    const socket = new WebSocket(`ws://${host}/consoles/${kind}?token=${token}`, offered, { origin })
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

test('a serial port is typed at and read in binary frames', async () => {
  const { open, consoles } = await listening()
  const port = new PassThrough()
  consoles.set('good', () => port)
  port.write('login: ')
  const socket = open('good', { kind: 'serial', offered: ['base64', 'binary'] })
  const frames: { text: string; isBinary: boolean }[] = []
  socket.on('message', (data, isBinary) => frames.push({ text: String(data), isBinary }))
  await expect.poll(() => frames).toEqual([{ text: 'login: ', isBinary: true }])
  expect(socket.protocol).toBe('binary')
  socket.send('root\n')
  await expect.poll(() => frames.at(-1)).toEqual({ text: 'root\n', isBinary: true })
})

test.each([[['base64']], [[]]])('of the subprotocols %j none is spoken', async (offered) => {
  const { open, consoles } = await listening()
  consoles.set('good', () => new PassThrough())
  const socket = open('good', { kind: 'serial', offered })
  // A client that offered something and was given nothing hangs up by itself.
  await new Promise((resolve) => socket.once('open', resolve).once('error', resolve))
  expect(socket.protocol).toBe('')
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
  const refusal = await new Promise((resolve) => open('good', { origin: 'https://evil.test' }).once('error', resolve))
  expect(String(refusal)).toContain('403')
  expect(consoles.has('good')).toBe(true)
})
