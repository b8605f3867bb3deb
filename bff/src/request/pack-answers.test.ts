import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { BffEnv } from './bff-env.ts'
import { packAnswers } from './pack-answers.ts'

const rows = Array.from({ length: 100 }, (_, number) => ({ id: `server-${number}`, status: 'ACTIVE' }))
const whole = JSON.stringify(rows)

const app = new Hono<BffEnv>()
  .use(packAnswers)
  .get('/rows', (c) => c.json(rows, 202, { vary: 'origin' }))
  .get('/short', (c) => c.json({ id: 1 }))
  .get('/image', (c) => c.body(Buffer.alloc(5_000), 200, { 'content-type': 'application/octet-stream' }))
  .get('/packed', (c) => c.body('already', 200, { 'content-type': 'text/css', 'content-encoding': 'br' }))
  .get('/live', (c) => {
    const { readable, writable } = new TransformStream<Uint8Array>()
    const writer = writable.getWriter()
    void writer.write(new TextEncoder().encode('event: hello\n\n'))
    return c.body(readable, 200, { 'content-type': 'text/event-stream' })
  })

const ask = (path: string, accepted: string, method = 'GET') =>
  app.request(path, { method, headers: { 'accept-encoding': accepted } })

test.each([
  ['gzip, deflate', 'gzip', gunzipSync],
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip;q=0.8, zstd', 'zstd', zstdDecompressSync],
] as const)(
  'an answer to a client that takes %s is sent as %s, and says that this depends',
  async (accepted, coding, unpack) => {
    const response = await ask('/rows', accepted)
    expect(response.status).toBe(202)
    expect(response.headers.get('content-encoding')).toBe(coding)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('vary')).toBe('origin, accept-encoding')
    const body = Buffer.from(await response.arrayBuffer())
    expect(body.byteLength).toBeLessThan(whole.length / 4)
    expect(unpack(body).toString()).toBe(whole)
  },
)

test.each(['', 'identity', 'gzip;q=0', 'compress'])(
  'to a client that takes %j it is sent as it is',
  async (accepted) => {
    const response = await ask('/rows', accepted)
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(await response.text()).toBe(whole)
  },
)

test.each(['/short', '/image'])('%s stays as it is', async (path) => {
  const plain = await (await ask(path, '')).text()
  const response = await ask(path, 'gzip, br')
  expect(response.headers.get('content-encoding')).toBeNull()
  expect(await response.text()).toBe(plain)
})

test('what is packed already is not packed again', async () => {
  expect(await (await ask('/packed', 'gzip, br')).text()).toBe('already')
})

test('a question for the headers alone is answered without packing anything', async () => {
  const response = await ask('/rows', 'gzip', 'HEAD')
  expect(response.headers.get('content-encoding')).toBeNull()
})

test('what is said on a stream is heard before the stream ends', async () => {
  const response = await ask('/live', 'gzip, br')
  expect(response.headers.get('content-encoding')).toBeNull()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('event: hello\n\n')
  await reader.cancel()
})

test('a large answer is packed beside the event loop, which goes on meanwhile', async () => {
  const large = new Hono<BffEnv>().use(packAnswers).get('/', (c) => c.text(whole.repeat(2_000)))
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  const response = await large.request('/', { headers: { 'accept-encoding': 'br' } })
  clearInterval(turning)
  expect(response.headers.get('content-encoding')).toBe('br')
  expect(turns).toBeGreaterThan(2)
})
