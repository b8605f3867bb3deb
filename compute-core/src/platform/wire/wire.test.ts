import { once } from 'node:events'
import { connect as connectH2 } from 'node:http2'
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net'
import { Hono } from 'hono'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { silentLog } from '#platform/log'
import { aWire } from '#test/a-wire'
import type { WireCredentials } from './credentials.ts'
import { wireClient, type WireClient, type WireClientOptions } from './h2-fetch.ts'
import { listenForPeers, type WireBounds, type WireListener } from './h2-listener.ts'
import type { Peer, WireEnv } from './peer.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})
const opened = <T extends { close(): unknown }>(one: T): T => {
  open.push(one)
  return one
}

/** An app with what the tests below ask for. */
function anApp() {
  const app = new Hono<WireEnv>()
  app.get('/who', (c) => c.json(c.env.peer ?? null))
  app.post(
    '/echo',
    (c) => new Response(c.req.raw.body, { status: 201, headers: { 'x-was': c.req.header('x-is') ?? '' } }),
  )
  app.get('/never', () => new Promise<Response>(() => {}))
  app.delete('/thing', (c) => c.body(null, 204))
  return app
}

async function aListener(
  credentials: WireCredentials,
  app = anApp(),
  bounds: Partial<WireBounds> = {},
): Promise<WireListener> {
  return opened(await listenForPeers({ host: '127.0.0.1', port: 0, credentials, app, log: silentLog, bounds }))
}

const aClient = (
  port: number,
  credentials: ReturnType<WireClientOptions['credentials']>,
  options: Partial<WireClientOptions> & { expects?: (peer: Peer) => boolean } = {},
): WireClient =>
  opened(
    wireClient({
      credentials: () => credentials,
      target: { address: '127.0.0.1', port, expects: options.expects ?? (({ kind }) => kind === 'control') },
      ...options,
    }),
  )

test('each end knows the other by its certificate', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control())
  const peer = async (credentials: ReturnType<WireClientOptions['credentials']>) =>
    (await aClient(listener.port, credentials).fetch('/who')).json()
  expect(await peer(await wire.host('node-1', 'id-1'))).toMatchObject({
    kind: 'host',
    hostName: 'node-1',
    identityId: 'id-1',
  })
  expect(await peer(await wire.control())).toEqual({ kind: 'control' })
  expect(await peer({ authority: wire.authority.certificate })).toEqual({ kind: 'unknown' })
})

test('the certificate of another authority, and one that has ended, are worth nothing', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control())
  const stranger = await (await aWire()).host('node-1')
  const late = await (await aWire({ lifeMs: -1000 })).host('node-1')
  for (const { key, certificate } of [stranger, late]) {
    const client = aClient(listener.port, { key, certificate, authority: wire.authority.certificate })
    expect(await (await client.fetch('/who')).json()).toEqual({ kind: 'unknown' })
  }
})

test('nothing is sent to somebody else: another authority, or another holder than the one expected', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.host('node-1', 'id-1'))
  const expecting = (id: string) => ({ expects: (peer: Peer) => peer.kind === 'host' && peer.identityId === id })
  const control = await wire.control()
  expect((await aClient(listener.port, control, expecting('id-1')).fetch('/who')).status).toBe(200)
  await expect(aClient(listener.port, control, expecting('id-2')).fetch('/who')).rejects.toThrow(
    'Somebody else listens',
  )
  const other = await (await aWire()).control()
  await expect(aClient(listener.port, other, expecting('id-1')).fetch('/who')).rejects.toThrow(
    /self-signed|unable to verify/,
  )
})

test('method, headers, status and an empty answer arrive as they are', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control())
  const client = aClient(listener.port, await wire.control())
  const echoed = await client.fetch('/echo', { method: 'POST', body: 'hello', headers: { 'x-is': 'this' } })
  expect([echoed.status, echoed.headers.get('x-was'), await echoed.text()]).toEqual([201, 'this', 'hello'])
  expect((await client.fetch('/thing', { method: 'DELETE' })).status).toBe(204)
  expect((await client.fetch('/nowhere')).status).toBe(404)
})

test('both bodies stream at once: each word is answered before the next is said', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control())
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const response = await aClient(listener.port, await wire.control()).fetch('/echo', { method: 'POST', body: readable })
  const [mouth, ear] = [writable.getWriter(), response.body!.getReader()]
  for (const word of ['one', 'two', 'three']) {
    await mouth.write(new TextEncoder().encode(word))
    expect(new TextDecoder().decode((await ear.read()).value)).toBe(word)
  }
  await mouth.close()
  expect((await ear.read()).done).toBe(true)
})

test('a large body comes whole, and is not held in memory while nobody reads it', async () => {
  const wire = await aWire()
  let sent = 0
  const app = anApp().get('/large', () => {
    const block = new Uint8Array(1024 * 1024)
    return new Response(
      new ReadableStream<Uint8Array>(
        { pull: (c) => (sent++ < 64 ? c.enqueue(block) : c.close()) },
        { highWaterMark: 0 },
      ),
    )
  })
  const listener = await aListener(await wire.control(), app)
  const client = aClient(listener.port, await wire.control())
  const response = await client.fetch('/large')
  // Another request meanwhile shows that the connection is free.
  expect((await client.fetch('/who')).status).toBe(200)
  expect(sent).toBeLessThan(16)
  expect((await response.arrayBuffer()).byteLength).toBe(64 * 1024 * 1024)
})

test('a body that breaks off is an error for whoever reads it, in both directions', async () => {
  const wire = await aWire()
  const received = Promise.withResolvers<string>()
  const app = anApp()
  app.get('/half', () => {
    const source = new ReadableStream<Uint8Array>({
      start: (c) => c.enqueue(new Uint8Array(10)),
      pull: () => Promise.reject(new Error('the disk is gone')),
    })
    return new Response(source)
  })
  app.post('/take', async (c) => {
    await c.req.arrayBuffer().then(
      () => received.resolve('whole'),
      (error: Error) => received.resolve(error.message),
    )
    return c.body(null, 204)
  })
  const listener = await aListener(await wire.control(), app)
  const client = aClient(listener.port, await wire.control())
  await expect((await client.fetch('/half')).arrayBuffer()).rejects.toThrow(/reset|closed|broke off/)
  const body = new ReadableStream<Uint8Array>({
    start: (c) => c.enqueue(new Uint8Array(10)),
    pull: () => Promise.reject(new Error('no more')),
  })
  await expect(client.fetch('/take', { method: 'POST', body })).rejects.toThrow('no more')
  expect(await received.promise).not.toBe('whole')
})

test('a request that is given up ends there too', async () => {
  const wire = await aWire()
  const [came, given] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const app = anApp().get('/long', (c) => {
    c.req.raw.signal.addEventListener('abort', () => given.resolve())
    came.resolve()
    return new Promise<Response>(() => {})
  })
  const listener = await aListener(await wire.control(), app)
  const client = aClient(listener.port, await wire.control())
  const patience = new AbortController()
  const waiting = client.fetch('/long', { signal: patience.signal })
  await came.promise
  patience.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await given.promise
  expect((await client.fetch('/who')).status).toBe(200)
  await expect(client.fetch('/who', { signal: patience.signal })).rejects.toThrow('enough')
})

test('a peer that comes back is found again', async () => {
  const wire = await aWire()
  const credentials = await wire.control()
  const first = await listenForPeers({ host: '127.0.0.1', port: 0, credentials, app: anApp(), log: silentLog })
  const client = aClient(first.port, await wire.control())
  const waiting = client.fetch('/never')
  waiting.catch(() => {})
  expect((await client.fetch('/who')).status).toBe(200)
  await first.close()
  await expect(waiting).rejects.toThrow(/cut|closed/)
  await expect(client.fetch('/who')).rejects.toThrow('ECONNREFUSED')
  opened(await listenForPeers({ host: '127.0.0.1', port: first.port, credentials, app: anApp(), log: silentLog }))
  expect((await client.fetch('/who')).status).toBe(200)
})

/** A line between client and listener that can be cut without a word, as a cable is. */
async function aLine(toPort: number) {
  const ends = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    const far = connectTcp(toPort, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from)
      from.on('data', (chunk) => isCut || to.write(chunk)).on('error', () => {})
      from.on('close', () => isCut || to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return opened({
    port: (server.address() as AddressInfo).port,
    cut: () => (isCut = true),
    mend: () => (isCut = false),
    async close() {
      for (const end of ends) end.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

test('a network that is cut is noticed at both ends: what waits fails, and the next request goes over a new connection', async () => {
  const wire = await aWire()
  const pulse = { everyMs: 20, silentMs: 100 }
  const gone = Promise.withResolvers<void>()
  const app = anApp().get('/long', (c) => {
    c.req.raw.signal.addEventListener('abort', () => gone.resolve())
    return new Promise<Response>(() => {})
  })
  const listener = opened(
    await listenForPeers({ host: '127.0.0.1', port: 0, credentials: await wire.control(), app, log: silentLog, pulse }),
  )
  const line = await aLine(listener.port)
  const client = aClient(line.port, await wire.control(), { pulse })
  const waiting = client.fetch('/long')
  waiting.catch(() => {})
  const echo = await client.fetch('/echo', { method: 'POST', body: new ReadableStream<Uint8Array>() })
  line.cut()
  await expect(waiting).rejects.toThrow('silent')
  await expect(echo.text()).rejects.toThrow('silent')
  await gone.promise
  line.mend()
  expect((await client.fetch('/who')).status).toBe(200)
})

test('nobody who does not answer is waited for', async () => {
  const silent = opened(createServer(() => {}))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const wire = await aWire()
  const client = aClient((silent.address() as AddressInfo).port, await wire.control(), { connectMs: 50 })
  await expect(client.fetch('/who')).rejects.toThrow('does not answer within')
})

test('a renewed certificate is shown to whoever connects next; connections that there are go on', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.host('node-1', 'old'))
  const control = await wire.control()
  const expecting = (id: string) =>
    aClient(listener.port, control, { expects: (peer) => peer.kind === 'host' && peer.identityId === id })
  const before = expecting('old')
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const talk = await before.fetch('/echo', { method: 'POST', body: readable })
  listener.renew(await wire.host('node-1', 'new'))
  const mouth = writable.getWriter()
  await mouth.write(new TextEncoder().encode('still here'))
  await mouth.close()
  expect(await talk.text()).toBe('still here')
  expect((await expecting('new').fetch('/who')).status).toBe(200)
  before.renew()
  await expect(before.fetch('/who')).rejects.toThrow('Somebody else listens')
})

test('a peer is asked for its certificate anew once the client was told to', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control())
  let credentials = await wire.host('node-1', 'first')
  const client = opened(
    wireClient({
      credentials: () => credentials,
      target: { address: '127.0.0.1', port: listener.port, expects: ({ kind }) => kind === 'control' },
    }),
  )
  const who = async () => (await client.fetch('/who')).json()
  expect(await who()).toMatchObject({ identityId: 'first' })
  credentials = await wire.host('node-1', 'second')
  expect(await who()).toMatchObject({ identityId: 'first' })
  client.renew()
  expect(await who()).toMatchObject({ identityId: 'second' })
})

test('a client that was closed stays closed, also for whoever was opening its connection', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control())
  const client = aClient(listener.port, await wire.control())
  const [asked, reached] = [client.fetch('/who'), client.reach()]
  client.close()
  await expect(asked).rejects.toThrow('given up')
  await expect(reached).rejects.toThrow('given up')
  await expect(client.fetch('/who')).rejects.toThrow('given up')
})

/** A connection to a port on loopback that says nothing by itself; resolves when it stands. */
async function aSilentConnection(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1').on('error', () => {})
  opened({ close: () => socket.destroy() })
  await once(socket, 'connect')
  return socket
}

/** HTTP/2 by somebody without a certificate, who need not keep to what a client of ours does. */
function aStranger(port: number) {
  const session = connectH2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
  session.on('error', () => {})
  return opened(Object.assign(session, { close: () => session.destroy() }))
}

test.each(['TRACE', 'TRACK', 'FOO', 'get', 'HEAD', 'OPTIONS'])(
  'nothing here has the method %s, and no log tells of it',
  async (method) => {
    const wire = await aWire()
    const said: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void said.push(line) })
    const place = { host: '127.0.0.1', port: 0, credentials: await wire.control(), app: anApp(), log }
    const stream = aStranger(opened(await listenForPeers(place)).port).request({ ':method': method, ':path': '/' })
    const [head] = (await once(stream, 'response')) as [Record<string, unknown>]
    expect(head).toMatchObject({ ':status': 405, allow: expect.stringContaining('POST') })
    expect(said).toEqual([])
  },
)

test('a connection in the midst of its handshake does not keep a listener from closing', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control(), anApp(), { closingMs: 50, handshakeMs: 3_600_000 })
  const silent = await aSilentConnection(listener.port)
  // It has said hello, and waits.
  silent.write(Buffer.from([0x16, 3, 1, 2, 0]))
  expect((await aClient(listener.port, await wire.control()).fetch('/who')).status).toBe(200)
  const cut = once(silent, 'close')
  await listener.close()
  await cut
})

/** A line over which nothing goes before it is let. */
async function aHeldLine(toPort: number) {
  const let_ = Promise.withResolvers<void>()
  const far = await aSilentConnection(toPort)
  const server = createServer((near) => {
    near.on('error', () => {})
    void let_.promise.then(() => near.pipe(far).pipe(near))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened(server)
  return { port: (server.address() as AddressInfo).port, go: () => let_.resolve() }
}

test('a peer whose handshake ends while the listener closes is not kept', async () => {
  const wire = await aWire()
  const credentials = await wire.control()
  const listener = await aListener(credentials, anApp(), { closingMs: 300 })
  const line = await aHeldLine(listener.port)
  const late = aClient(line.port, credentials).reach()
  // This one keeps it closing for as long as it may.
  const client = aClient(listener.port, credentials)
  client.fetch('/never').catch(() => {})
  await client.fetch('/who')
  const closing = listener.close()
  line.go()
  await closing
  // Whether it was there for a moment is chance; the listener has ended all the same.
  await late.catch(() => undefined)
  await expect(client.fetch('/who')).rejects.toThrow('ECONNREFUSED')
})

test('what a stranger has of a process ends, whatever it does to keep it', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control(), anApp(), { strangerMs: 200 })
  const stranger = aStranger(listener.port)
  const beat = setInterval(() => !stranger.destroyed && stranger.ping(() => {}), 10)
  const gone = once(stranger, 'close')
  stranger.request({ ':path': '/never' }).on('error', () => {})
  await gone
  clearInterval(beat)
  expect(stranger.destroyed).toBe(true)
})

test('of strangers there are so many at once, and the newest are served', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control(), anApp(), { strangers: 2 })
  const [first, ...others] = [1, 2, 3].map(() => aStranger(listener.port))
  await expect.poll(() => first!.destroyed).toBe(true)
  await aClient(listener.port, { authority: wire.authority.certificate }).fetch('/who')
  expect(others.filter(({ destroyed }) => destroyed).length).toBeLessThanOrEqual(1)
})

test('connections that do not show whose they are make room for those that do', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control(), anApp(), { unproven: 2 })
  const silent = await Promise.all([1, 2, 3].map(() => aSilentConnection(listener.port)))
  await expect.poll(() => silent.filter(({ destroyed }) => destroyed).length).toBeGreaterThan(0)
  for (const client of [1, 2, 3, 4].map(async () => aClient(listener.port, await wire.control())))
    expect((await (await client).fetch('/who')).status).toBe(200)
})

test('a host has so many connections, and a new one takes the place of its oldest; others are not touched', async () => {
  const wire = await aWire()
  const listener = await aListener(await wire.control(), anApp(), { perHost: 2 })
  const [one, other] = [await wire.host('node-1', 'id-1'), await wire.host('node-2', 'id-2')]
  const waits = async (credentials: WireCredentials) => {
    const client = aClient(listener.port, credentials)
    await client.reach()
    const waiting = { isCut: false }
    client.fetch('/never').catch(() => (waiting.isCut = true)) // prettier-ignore
    expect((await client.fetch('/who')).status).toBe(200)
    return waiting
  }
  const theirs = await waits(other)
  const own = [await waits(one), await waits(one), await waits(one)]
  await expect.poll(() => own.map(({ isCut }) => isCut)).toEqual([true, false, false])
  expect(theirs.isCut).toBe(false)
})

test.each([
  ['a stranger', 4],
  ['a host', 100],
] as const)('%s has so many requests at once over one connection', async (who, most) => {
  const wire = await aWire()
  let came = 0
  const app = new Hono<WireEnv>().get('/count', () => {
    came += 1
    return new Promise<Response>(() => {})
  })
  app.get('/who', (c) => c.text('you'))
  const listener = await aListener(await wire.control(), app)
  const client = aClient(listener.port, who === 'a host' ? await wire.host('h1') : { authority: wire.authority.certificate }) // prettier-ignore
  await (await client.fetch('/who')).text()
  for (let n = 0; n < most + 20; n += 1) client.fetch('/count').catch(() => {})
  await expect.poll(() => came).toBe(most)
  const other = aClient(listener.port, await wire.control())
  expect((await other.fetch('/who')).status).toBe(200)
  expect(came).toBe(most)
})

test('an app is told where a connection comes from', async () => {
  const wire = await aWire()
  const app = new Hono<WireEnv>().get('/from', (c) => c.json(c.env.origin ?? null))
  const listener = await aListener(await wire.control(), app)
  const said = await aClient(listener.port, await wire.control()).fetch('/from')
  expect(await said.json()).toEqual({ address: '127.0.0.1', isThisMachine: true })
})
