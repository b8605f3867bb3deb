import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Browser } from '../../test/support/a-browser.ts'
import type { AProject } from '../../test/support/a-project.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import { FakeScreen } from '../../test/support/fake-screen.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { listen } from '../listen.ts'
import { consolePaths } from './console-socket.ts'

/** Serves a browser's dashboard on a port, as consoles need it; `open` connects to a console. */
async function served(browser: Browser) {
  const listener = await listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => listener.close())
  listener.serve(browser.app)
  const { host } = new URL(listener.url)
  return (token: string, { origin = `http://${host}`, kind = 'vnc', offered = [] as string[], at = '' } = {}) => {
    const address = at === '' ? `/consoles/${kind}?token=${token}` : at.replace('TOKEN', token)
    const socket = new WebSocket(`ws://${host}${address}`, offered, { origin })
    onTestFinished(() => socket.terminate())
    return socket
  }
}

/** The token of a console of a new server's guest. */
async function consoleToken(member: Browser, project: AProject, type: 'novnc' | 'serial'): Promise<string> {
  const serverId = await project.hasServer('web-1')
  const path = `/bff/servers/${serverId}/console`
  return (await member.json<{ token: string }>(path, { method: 'POST', json: { type } })).token
}

/** A dashboard whose cloud opens `guest` for any token: for what happens at the guest's end of the stream. */
const over = (guest: Duplex, { cloud }: { cloud: Cloud }) => ({
  cloud: { ...cloud, openConsole: () => Promise.resolve(guest) },
})

const firstMessage = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))))

const closed = (socket: WebSocket) =>
  new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )

test('a token opens its guest’s screen', async ({ member, project }) => {
  const open = await served(member)
  expect(await firstMessage(open(await consoleToken(member, project, 'novnc')))).toBe('RFB 003.008\n')
})

test.for(['/?token=TOKEN', '/websockify?token=TOKEN', '/vnc_auto.html?path=%3Ftoken%3DTOKEN'])(
  'a screen opens at %s, where programs that know noVNC look for it',
  async (at, { member, project }) => {
    const open = await served(member)
    expect(await firstMessage(open(await consoleToken(member, project, 'novnc'), { at }))).toBe('RFB 003.008\n')
  },
)

test('the address of a screen has the form that noVNC gives it, and is a page', async ({ project, openBrowser }) => {
  const serverId = await project.hasServer('web-1')
  const { remote_console: told } = await project.api.call<{ remote_console: { url: string } }>(
    'POST',
    `/compute/v2.1/servers/${serverId}/remote-consoles`,
    { remote_console: { protocol: 'vnc', type: 'novnc' } },
  )
  const { pathname, search } = new URL(told.url)
  expect(pathname + search).toMatch(/^\/vnc_auto\.html\?path=%3Ftoken%3D[\w-]+$/)
  expect((await openBrowser().request(pathname + search)).headers.get('content-type')).toContain('text/html')
})

test('bytes go both ways, and hanging up releases the guest', async ({ cloud, openBrowser }) => {
  const screen = new FakeScreen()
  const open = await served(openBrowser(over(screen, cloud)))
  const socket = open('good')
  expect(await firstMessage(socket)).toBe('RFB 003.008\n')
  socket.send(Buffer.from('RFB 003.008\n'))
  await expect.poll(() => Buffer.concat(screen.received).toString()).toBe('RFB 003.008\n')
  socket.close()
  await expect.poll(() => screen.destroyed).toBe(true)
})

test('a serial port is typed at and read in binary frames', async ({ member, project }) => {
  const open = await served(member)
  const socket = open(await consoleToken(member, project, 'serial'), { kind: 'serial', offered: ['base64', 'binary'] })
  const frames: { text: string; isBinary: boolean }[] = []
  socket.on('message', (data, isBinary) => frames.push({ text: String(data), isBinary }))
  await expect.poll(() => frames).toEqual([{ text: 'login: ', isBinary: true }])
  expect(socket.protocol).toBe('binary')
  socket.send('root\n')
  await expect.poll(() => frames.at(-1)).toEqual({ text: 'root\n', isBinary: true })
})

test.for([[['base64']], [[]]])('of the subprotocols %j none is chosen', async ([offered], { member, project }) => {
  const open = await served(member)
  const socket = open(await consoleToken(member, project, 'serial'), { kind: 'serial', offered: offered ?? [] })
  // A client that offered subprotocols and got none closes the connection by itself.
  await new Promise((resolve) => socket.once('open', resolve).once('error', resolve))
  expect(socket.protocol).toBe('')
})

test('a token opens one console, and the second attempt says why not', async ({ member, project }) => {
  const open = await served(member)
  const token = await consoleToken(member, project, 'novnc')
  await firstMessage(open(token))
  expect(await closed(open(token))).toEqual({ code: 4401, reason: expect.stringContaining('already been used') })
})

test.for<[how: string, goAway: (screen: FakeScreen) => void]>([
  ['goes away', (screen) => screen.push(null)],
  ['is killed', (screen) => screen.destroy()],
  ['breaks off', (screen) => screen.destroy(new Error('read ECONNRESET'))],
])('a guest that %s ends the console with the reason', async ([, goAway], { cloud, openBrowser }) => {
  const screen = new FakeScreen()
  const open = await served(openBrowser(over(screen, cloud)))
  const socket = open('good')
  const ended = closed(socket)
  await firstMessage(socket)
  goAway(screen)
  expect(await ended).toEqual({ code: 4410, reason: expect.stringContaining('guest closed its console') })
})

test('a page of another site opens no console, and does not use up the token', async ({ member, project }) => {
  const open = await served(member)
  const token = await consoleToken(member, project, 'novnc')
  const refusal = await new Promise((resolve) => open(token, { origin: 'https://evil.test' }).once('error', resolve))
  expect(String(refusal)).toContain('403')
  expect(await firstMessage(open(token))).toBe('RFB 003.008\n')
})

test.for(consolePaths)('the port hands on a WebSocket at %s', async (path, { openBrowser }) => {
  const open = await served(openBrowser())
  expect(await closed(open('', { at: `${path}?token=no-such-token` }))).toMatchObject({ code: 4401 })
})
