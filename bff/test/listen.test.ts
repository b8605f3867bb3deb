import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { listen, type Patience } from '../src/listen.ts'

/** How many answers were not read to their end. */
let cutOff = 0

/** An app that answers, takes its time, or has a lot to say. */
const app = new Hono()
  .all('/consoles/vnc', (c) => c.text('no console', 403))
  .post('/upload', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)))
  .post('/refused', async (c) => {
    // As a limit on bodies does: it has read a part.
    await c.req.raw.body?.getReader().read()
    return c.text('too much', 413)
  })
  .get('/slow', async (c) => {
    await new Promise((resolve) => setTimeout(resolve, 600))
    return c.text('done')
  })
  .get('/endless', (c) =>
    c.body(
      new ReadableStream({
        pull: (to) => to.enqueue(Buffer.alloc(65_536)),
        cancel: () => void cutOff++,
      }),
    ),
  )
  .all('*', (c) => c.text(`hello ${c.req.path}`))
  .onError((_error, c) => c.text('broken off', 400))

async function listening(patience?: Patience) {
  const listener = await listen({ port: 0, host: '127.0.0.1' }, patience)
  listener.serve(app)
  onTestFinished(() => listener.close())
  return { listener, port: Number(new URL(listener.url).port) }
}

/** More than any answer that a test reads; `/endless` would fill the memory, and a string holds half a GB at most. */
const longestTold = 1_000_000

/** A client that says `text`; `told` is what it has heard, `ended` comes when the other side has gone. */
function aClient(port: number, text: string) {
  const socket: Socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let told = ''
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (part) => {
      if (told.length < longestTold) told += part.toString('latin1')
    })
    socket.on('error', () => resolve(told))
    socket.on('close', () => resolve(told))
  })
  socket.write(text)
  return { socket, ended, told: () => told }
}

const get = (path: string, ...headers: string[]) =>
  ['GET ' + path + ' HTTP/1.1', 'Host: cloud.test', ...headers, '', ''].join('\r\n')

test.each([
  ['/', 'Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA'],
  ['/', 'Upgrade: TLS/1.0', 'Connection: Upgrade'],
  ['/servers', 'Upgrade: websocket', 'Connection: Upgrade'],
  ['/compute/', 'Upgrade: foo', 'Connection: Upgrade'],
])('an upgrade of %s that is not taken is ignored, and the request answered (%s)', async (path, ...headers) => {
  const { port } = await listening()
  const client = aClient(port, get(path, ...headers))
  await expect.poll(client.told, { timeout: 5_000 }).toMatch(new RegExp(`200 OK.*hello ${path}$`, 's'))
  // A Java client goes on to speak HTTP/1.1 on the same connection.
  client.socket.write(get('/again', 'Connection: close'))
  expect(await client.ended).toContain('hello /again')
})

test('a console that is refused says so', async () => {
  const { port } = await listening()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/consoles/vnc?token=x`)
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
  expect(error.message).toContain('403')
})

test.each(['CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'])(
  'what is no request of ours ends the connection: %j',
  async (text) => {
    const { port } = await listening()
    expect(await aClient(port, text).ended).not.toContain('200')
  },
)

const patience = { headersMs: 300, idleMs: 300 }

test.each([
  ['nothing at all', '', /^(HTTP\/1.1 408 .*)?$/s],
  ['half a head', 'GET / HTTP/1.1\r\nHost: cl', /^(HTTP\/1.1 408 .*)?$/s],
  ['half a body', 'POST /upload HTTP/1.1\r\nHost: c\r\nContent-Length: 9\r\n\r\nabc', /^HTTP\/1.1 408 /],
])('who sends %s is not waited for', async (_what, text, told) => {
  const { port } = await listening(patience)
  expect(await aClient(port, text).ended).toMatch(told)
})

test('who reads nothing of what was asked for is not waited for', async () => {
  const { port } = await listening(patience)
  const client = aClient(port, get('/endless'))
  client.socket.pause()
  const before = cutOff
  await expect.poll(() => cutOff, { timeout: 5_000 }).toBe(before + 1)
})

test('an upload that goes on may take its time, and so may an answer', async () => {
  const { port } = await listening(patience)
  const upload = aClient(port, 'POST /upload HTTP/1.1\r\nHost: c\r\nConnection: close\r\nContent-Length: 9\r\n\r\n')
  const slow = aClient(port, get('/slow', 'Connection: close'))
  for (let sent = 0; sent < 9; sent++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    upload.socket.write('x')
  }
  expect(await upload.ended).toMatch(/200 OK.*9$/s)
  expect(await slow.ended).toMatch(/200 OK.*done$/s)
})

test('what came while this process stood still counts, before a client is held to be idle', async () => {
  const { port } = await listening(patience)
  const upload = aClient(port, 'POST /upload HTTP/1.1\r\nHost: c\r\nConnection: close\r\nContent-Length: 2\r\n\r\nx')
  await new Promise((resolve) => setTimeout(resolve, 100))
  // After this Node looks at its timers before it reads anything.
  await new Promise((resolve) => setImmediate(resolve))
  upload.socket.write('x')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * patience.idleMs)
  expect(await upload.ended).toMatch(/200 OK.*2$/s)
})

test('who is answered while sending reads the answer, and is told that the connection ends', async () => {
  const { port } = await listening()
  const length = 32 * 1024 * 1024
  const client = aClient(port, `POST /refused HTTP/1.1\r\nHost: c\r\nContent-Length: ${length}\r\n\r\n`)
  client.socket.write(Buffer.alloc(length))
  expect(await client.ended).toMatch(/^HTTP\/1.1 413 .*connection: close\r\n.*too much$/is)
})

test('requests of one client all are answered, refused ones with large bodies among them', async () => {
  const { port } = await listening()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const send = (path: string, body: Buffer) =>
    new Promise<number>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', path, method: 'POST', agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode!))
      })
      sent.once('error', reject).end(body)
    })
  const answers = []
  for (let n = 0; n < 3; n++) {
    answers.push(await send('/refused', Buffer.alloc(2_500_000)))
    answers.push(await send('/upload', Buffer.alloc(10)))
  }
  expect(answers).toEqual([413, 200, 413, 200, 413, 200])
})

test('a client that sends its whole body keeps its connection', async () => {
  const { port } = await listening()
  const client = aClient(port, 'POST /upload HTTP/1.1\r\nHost: c\r\nContent-Length: 3\r\n\r\nabc')
  await expect.poll(client.told).toMatch(/200 OK.*3$/s)
  expect(client.told().toLowerCase()).not.toContain('connection: close')
  client.socket.write(get('/again', 'Connection: close'))
  expect(await client.ended).toContain('hello /again')
})

test('it ends whatever its clients do', async () => {
  const { listener, port } = await listening()
  const clients = [
    aClient(port, get('/', 'Upgrade: h2c', 'Connection: Upgrade')),
    aClient(port, 'GET / HTTP/1.1\r\nHo'),
    aClient(port, ''),
    aClient(port, 'POST /upload HTTP/1.1\r\nHost: c\r\nContent-Length: 9\r\n\r\nabc'),
    aClient(port, get('/endless')),
  ]
  await expect.poll(() => clients[0]!.told()).toContain('hello')
  await listener.close()
  await Promise.all(clients.map(({ ended }) => ended))
})
