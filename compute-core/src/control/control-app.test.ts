import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { controlClient } from '#agent/control-client'
import type { AgentReports } from '#agent/commands/command-contract'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId, type ImageId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inProcess } from '#platform/wire/in-process'
import type { Peer, WireFetch } from '#platform/wire/peer'
import { sharedScratch } from '#test/shared-scratch'
import { controlApp } from './control-app.ts'
import { imageGrants } from './image-grants.ts'

const db = sharedScratch()
const grants = imageGrants(Buffer.alloc(32, 3))
const mib = 2 ** 20

/** A control process with images in memory, and what it has heard. */
function aControl() {
  const stored = new Map<ImageId, Buffer>()
  const heard: unknown[] = []
  const opened: Readable[] = []
  const hear = (what: string) => async (report: object) => void heard.push({ what, ...report })
  const reports: AgentReports = {
    heartbeat: hear('heartbeat'),
    measured: hear('measured'),
    powerChanged: hear('power'),
  }
  const app = controlApp({
    db: db(),
    reports,
    states: ({ hostName }) => ({
      desired: async (since) => {
        heard.push({ what: 'desired', hostName, since })
        return { generation: since + 1, isWhole: false, servers: [], gone: [] }
      },
      reached: async (report) => void heard.push({ what: 'reached', hostName, ...report }),
    }),
    grants,
    images: {
      async open(id, start = 0) {
        const bytes = Readable.from(inPieces(stored.get(id)!.subarray(start)), { objectMode: false })
        opened.push(bytes)
        return bytes
      },
      find: async (id) => (stored.has(id) ? ({ status: 'active' } as never) : undefined),
      async write(id, { open }) {
        if (!stored.has(id)) stored.set(id, await buffer(open()))
      },
    },
    controls: async () => ['https://10.0.0.1:8790'],
    log: silentLog,
  })
  const as = (peer: Peer) => inProcess(app, peer)
  const host = (hostName: string): WireFetch => as({ kind: 'host', hostName, identityId: `id-of-${hostName}` })
  const grant = (imageId: ImageId, direction: 'read' | 'write', hostName = 'h1') =>
    grants.make({ imageId, identityId: `id-of-${hostName}`, direction })
  return { as, host, grant, stored, heard, opened }
}

function* inPieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

const quick = { patienceMs: 2_000, retryEveryMs: 5 }

/** Sends on, but breaks the `n`th transfer off after so many bytes of its response or request; false lets the rest pass. */
function breaking(fetch: WireFetch, afterBytes: (nth: number) => number | false): WireFetch {
  let nth = 0
  const cut = (body: ReadableStream<Uint8Array>, limit: number) => {
    let passed = 0
    return body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          passed += chunk.length
          if (passed > limit) controller.error(new Error('The connection broke.'))
          else controller.enqueue(chunk)
        },
      }),
    )
  }
  return async (path, init) => {
    if (!path.includes('/data')) return fetch(path, init)
    const limit = afterBytes(nth++)
    if (limit === false) return fetch(path, init)
    if (init?.method === 'PUT') {
      await fetch(path, { ...init, body: cut(init.body as ReadableStream<Uint8Array>, limit) })
      throw new Error('The connection broke.')
    }
    const response = await fetch(path, init)
    return new Response(cut(response.body!, limit), response)
  }
}

const driver = fakeDriver()
const facts = () => driver.facts()

test('of which host a report is says the connection', async () => {
  const control = aControl()
  const said: unknown[] = []
  const { reports } = controlClient({ fetch: control.host('h1'), onHeartbeat: (answer) => said.push(answer) })
  const serverId = newId<ServerId>()
  await reports.heartbeat({ hostName: 'h2', facts: await facts(), guests: [[serverId, 'running']], disks: [serverId] })
  await reports.powerChanged({ hostName: 'h2', serverId, power: 'shutdown' })
  await reports.measured({ hostName: 'h2', ageMs: 5, guests: [serverId], figures: eachFigure(() => [1]) })
  const h1 = { hostName: 'h1', identityId: 'id-of-h1' }
  expect(control.heard).toEqual([
    { what: 'heartbeat', ...h1, facts: await facts(), guests: [[serverId, 'running']], disks: [serverId] },
    { what: 'power', ...h1, serverId, power: 'shutdown' },
    { what: 'measured', ...h1, ageMs: 5, guests: [serverId], figures: eachFigure(() => [1]) },
  ])
  expect(said).toEqual([{ contractVersion: expect.any(Number), controls: ['https://10.0.0.1:8790'] }])
})

test.each<[string, Peer]>([
  ['nobody', { kind: 'unknown' }],
  ['another control process', { kind: 'control' }],
])('%s is not served as a host', async (_who, peer) => {
  const { as } = aControl()
  for (const path of ['/reports/heartbeat', '/reports/measured', '/reports/power', '/desired-state/reached'])
    expect((await as(peer)(path, { method: 'POST', body: null })).status).toBe(403)
  for (const path of ['/desired-state?since=0', `/images/${newId()}/upload`])
    expect((await as(peer)(path)).status).toBe(403)
})

test.each<[string, (good: object) => unknown]>([
  ['no JSON', () => '{'],
  ['null', () => null],
  ['no facts', () => ({ guests: [] })],
  ['a guest that is none', (good) => ({ ...good, guests: [['../etc', 'running']] })],
  ['a power that is none', (good) => ({ ...good, guests: [[newId(), 'flying']] })],
  ['too many guests', (good) => ({ ...good, guests: Array.from({ length: 10_001 }, () => [newId(), 'running']) })],
  ['negative memory', (good) => ({ ...good, facts: { ...(good as { facts: object }).facts, ramMb: -1 } })],
  [
    'a text without end',
    (good) => ({ ...good, facts: { ...(good as { facts: object }).facts, kernel: 'x'.repeat(9_999) } }),
  ],
  ['five megabytes', () => 'x'.repeat(5 * mib)],
])('a heartbeat with %s is refused and changes nothing', async (_what, spoil) => {
  const { host, heard } = aControl()
  const body = spoil({ facts: await facts(), guests: [] })
  const response = await host('h1')('/reports/heartbeat', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  expect([400, 413]).toContain(response.status)
  expect(heard).toEqual([])
})

test('an image comes to its host, also when the connection breaks again and again', async () => {
  const control = aControl()
  const [id, bytes] = [newId<ImageId>(), randomBytes(mib)]
  control.stored.set(id, bytes)
  const fetch = breaking(control.host('h1'), (nth) => nth < 4 && 200_000)
  const { images } = controlClient({ fetch, ...quick })
  const read = await buffer(await images.open({ id, size: bytes.length, grant: control.grant(id, 'read') }))
  expect(createHash('sha256').update(read).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test('a small image of which nothing has come is asked for again', async () => {
  const control = aControl()
  const [id, bytes] = [newId<ImageId>(), randomBytes(1000)]
  control.stored.set(id, bytes)
  const { images } = controlClient({ fetch: breaking(control.host('h1'), (nth) => nth < 2 && 0), ...quick })
  const read = await buffer(await images.open({ id, size: bytes.length, grant: control.grant(id, 'read') }))
  expect(read.equals(bytes)).toBe(true)
})

test('under one grant one transfer is under way: whoever goes on with it takes it over', async () => {
  const control = aControl()
  const [id, bytes] = [newId<ImageId>(), randomBytes(8 * mib)]
  control.stored.set(id, bytes)
  const headers = { 'x-grant': control.grant(id, 'read') }
  const first = await control.host('h1')(`/images/${id}/data`, { headers })
  const second = await control.host('h1')(`/images/${id}/data`, { headers: { ...headers, range: `bytes=${mib}-` } })
  await expect(first.arrayBuffer()).rejects.toThrow('goes on over another connection')
  expect(Buffer.from(await second.arrayBuffer()).equals(bytes.subarray(mib))).toBe(true)
})

test('an image whose reader is gone before its first byte is let go of, and harms nobody who asks again', async () => {
  const control = aControl()
  const [id, bytes] = [newId<ImageId>(), randomBytes(300_000)]
  control.stored.set(id, bytes)
  const headers = { 'x-grant': control.grant(id, 'read') }
  const ask = () => control.host('h1')(`/images/${id}/data`, { headers })
  await (await ask()).body!.cancel()
  await ask()
  expect(Buffer.from(await (await ask()).arrayBuffer()).equals(bytes)).toBe(true)
  await expect.poll(() => control.opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true])
})

test('a grant is spent once its image has arrived, from wherever it would be read then', async () => {
  const control = aControl()
  const [id, bytes] = [newId<ImageId>(), randomBytes(1000)]
  control.stored.set(id, bytes)
  const grant = control.grant(id, 'read')
  const { images } = controlClient({ fetch: control.host('h1'), ...quick })
  await buffer(await images.open({ id, size: bytes.length, grant }))
  for (const range of ['bytes=0-', 'bytes=999-']) {
    const again = await control.host('h1')(`/images/${id}/data`, { headers: { 'x-grant': grant, range } })
    expect(again.status).toBe(403)
  }
  const others = await control.host('h2')(`/images/${id}/data`, { method: 'DELETE', headers: { 'x-grant': grant } })
  expect(others.status).toBe(403)
})

test('an image comes from its host, also when the connection breaks again and again', async () => {
  const control = aControl()
  const [id, bytes] = [newId<ImageId>(), randomBytes(mib)]
  const fetch = breaking(control.host('h1'), (nth) => nth < 3 && 200_000)
  const { images } = controlClient({ fetch, ...quick })
  const open = ({ start } = { start: 0 }) => Readable.from(inPieces(bytes.subarray(start)))
  await images.write({ id, grant: control.grant(id, 'write') }, { diskFormat: 'raw', size: bytes.length, open })
  expect(control.stored.get(id)?.equals(bytes)).toBe(true)
})

test('a grant is for one transfer, one image, one host and one direction', async () => {
  const control = aControl()
  const [id, other] = [newId<ImageId>(), newId<ImageId>()]
  for (const image of [id, other]) control.stored.set(image, Buffer.from('secret'))
  const client = (hostName: string) => controlClient({ fetch: control.host(hostName), ...quick }).images
  const grant = control.grant(id, 'read')
  const size = 6
  await expect(client('h1').open({ id, size })).rejects.toThrow(/with a grant only/)
  await expect(client('h1').open({ id: other, size, grant })).rejects.toThrow(/another image/)
  await expect(client('h2').open({ id, size, grant })).rejects.toThrow(/another host/)
  await expect(client('h1').open({ id, size, grant: `${grant}x` })).rejects.toThrow(/none of this cloud/)
  await expect(client('h1').open({ id, size, grant: 'a.b' })).rejects.toThrow(/none of this cloud/)
  const bytes = { diskFormat: 'raw', size, open: () => Readable.from([Buffer.from('forged')]) }
  await expect(client('h1').write({ id, grant }, bytes)).rejects.toThrow(/the other way/)
  expect((await buffer(await client('h1').open({ id, size, grant }))).toString()).toBe('secret')
  await expect(client('h1').open({ id, size, grant })).rejects.toThrow(/has been used/)
  const towards = control.grant(other, 'write')
  await client('h1').write({ id: other, grant: towards }, bytes)
  // Whoever has not heard that it is there brings it again: it is there.
  await client('h1').write({ id: other, grant: towards }, bytes)
  control.stored.delete(other)
  await expect(client('h1').write({ id: other, grant: towards }, bytes)).rejects.toThrow(/has been used/)
  expect(control.stored.has(other)).toBe(false)
})

test('a grant expires', async () => {
  const longAgo = imageGrants(Buffer.alloc(32, 3), { now: () => new Date(Date.now() - 25 * 3600_000) })
  const control = aControl()
  const id = newId<ImageId>()
  const grant = longAgo.make({ imageId: id, identityId: 'id-of-h1', direction: 'read' })
  const { images } = controlClient({ fetch: control.host('h1'), ...quick })
  await expect(images.open({ id, size: 1, grant })).rejects.toThrow('This grant for an image has expired.')
})

test('more bytes than announced, or fewer, make no image', async () => {
  const control = aControl()
  const fetch = control.host('h1')
  for (const [size, sent] of [
    [10, 20],
    [10, 5],
  ] as const) {
    const id = newId<ImageId>()
    const query = `offset=0&size=${size}&disk_format=raw`
    const headers = { 'x-grant': control.grant(id, 'write') }
    const response = await fetch(`/images/${id}/data?${query}`, { method: 'PUT', headers, body: Buffer.alloc(sent) })
    expect(response.status).toBe(400)
    expect(control.stored.has(id)).toBe(false)
  }
})

test('a host is told its own state and no other’s, and tells how far it has come', async () => {
  const control = aControl()
  const { states } = controlClient({ fetch: control.host('h1') })
  expect(await states.desired(7)).toEqual({ generation: 8, isWhole: false, servers: [], gone: [] })
  const report = { generation: 8, troubles: [{ serverId: newId<ServerId>(), message: 'There is no bridge.' }] }
  await states.reached(report)
  expect(control.heard).toEqual([
    { what: 'desired', hostName: 'h1', since: 7 },
    { what: 'reached', hostName: 'h1', ...report },
  ])
})

test('what a host reports to have reached is taken within bounds, and nothing else is', async () => {
  const control = aControl()
  const trouble = { serverId: newId<ServerId>(), message: 'No.' }
  const wrong: unknown[] = [
    null,
    {},
    { generation: -1, troubles: [] },
    { generation: 1.5, troubles: [] },
    { generation: 1e300, troubles: [] },
    { generation: 1, troubles: [{ serverId: 'no uuid', message: '' }] },
    { generation: 1, troubles: [{ ...trouble, message: 'x'.repeat(501) }] },
    { generation: 1, troubles: Array.from({ length: 101 }, () => trouble) },
    { generation: 1, troubles: [{ ...trouble, more: 1 }] },
    { generation: 1, troubles: [], padding: 'x'.repeat(5 * mib) },
  ]
  for (const report of wrong) {
    const { status } = await control.host('h1')('/desired-state/reached', {
      method: 'POST',
      body: JSON.stringify(report),
    })
    expect([400, 413]).toContain(status)
  }
  for (const since of ['-1', 'x', '1.5', '9'.repeat(30), ''])
    expect((await control.host('h1')(`/desired-state?since=${since}`)).status).toBe(400)
  expect(control.heard).toEqual([])
})

/** `body` once for each text in it, with that one made worse. */
function* withEachText(body: unknown, worse: (text: string) => string): Generator<unknown> {
  if (typeof body === 'string') yield worse(body)
  if (typeof body !== 'object' || body === null) return
  for (const [name, inner] of Object.entries(body))
    for (const changed of withEachText(inner, worse))
      yield Array.isArray(body) ? body.with(Number(name), changed) : { ...body, [name]: changed }
}

test('a heartbeat that says nothing of disks is refused: it does not mean that there are none', async () => {
  const control = aControl()
  const body = JSON.stringify({ facts: await facts(), guests: [] })
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  expect((await control.host('h1')('/reports/heartbeat', init)).status).toBe(400)
  expect(control.heard).toEqual([])
})

test('no text of any report holds what PostgreSQL does not take', async () => {
  const control = aControl()
  const serverId = newId<ServerId>()
  const bodies = {
    '/reports/heartbeat': {
      facts: { ...(await facts()), bootId: 'b', kernel: 'k', agentVersion: '1', bootedAt: new Date().toISOString() },
      guests: [[serverId, 'running']],
      disks: [serverId],
    },
    '/reports/measured': { ageMs: 5, guests: [serverId], figures: eachFigure(() => [1]) },
    '/reports/power': { serverId, power: 'shutdown' },
    '/desired-state/reached': { generation: 1, troubles: [{ serverId, message: 'No.' }] },
  }
  let sent = 0
  for (const [path, body] of Object.entries(bodies))
    for (const worse of ['\0', '\ud800', '\udc00'])
      for (const changed of withEachText(body, (text) => text + worse)) {
        sent += 1
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(changed) }
        expect([200, 204, 400]).toContain((await control.host('h1')(path, init)).status)
      }
  expect(sent).toBeGreaterThan(60)
  expect(control.heard.length).toBeGreaterThan(30)
  for (const heard of control.heard)
    for (const text of withEachText(heard, (found) => found))
      expect(JSON.stringify(text)).not.toMatch(/\\u0000|\\ud[89a-f]/)
})
