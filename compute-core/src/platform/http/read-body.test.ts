import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { asFault } from './as-fault.ts'
import { readJson } from './read-body.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const app = new Hono()
app.post('/', async (c) => c.json({ read: await readJson(c) }))
app.onError((error, c) => c.text(asFault(error).message, asFault(error).status as 400))

const post = (body: string | ReadableStream, type = 'application/json') =>
  app.request('/', { method: 'POST', body, headers: { 'content-type': type }, duplex: 'half' } as RequestInit)

test.each([
  ['brackets in a text', JSON.stringify({ a: '['.repeat(5000), b: '\\"[{'.repeat(5000) }), 200],
  ['many lists beside each other', JSON.stringify(Array.from({ length: 5000 }, () => [[]])), 200],
  ['a hundred levels', '['.repeat(100) + ']'.repeat(100), 200],
  ['one level more', '['.repeat(101) + ']'.repeat(101), 400],
  ['half a million levels', '['.repeat(500_000), 400],
  ['a text that does not end', `["${'['.repeat(500_000)}`, 400],
  ['a key that objects lose', '{"a": [{"__proto__": {"b": 1}}]}', 400],
  ['such a key in disguise', String.raw`{"\u005f_proto\u005f_": 1}`, 400],
  ['a text that names it', '{"a": "__proto__"}', 200],
  ['a quote that is escaped for ever', `["${'\\"'.repeat(500_000)}`, 400],
])('%s is a %#', async (_what, body, status) => {
  const response = await post(body)
  expect({ status: response.status, text: (await response.text()).slice(0, 200) }).toMatchObject({ status })
})

test('a body that comes byte by byte has an end', async () => {
  let isCancelled = false
  let timer: NodeJS.Timeout
  const slow = new ReadableStream({
    start: (controller) => void (timer = setInterval(() => controller.enqueue(Buffer.from(' ')), 1_000)),
    cancel: () => {
      isCancelled = true
      clearInterval(timer)
    },
  })
  const response = post(slow)
  await vi.advanceTimersByTimeAsync(29_000)
  expect(isCancelled).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect((await response).status).toBe(408)
  expect(isCancelled).toBe(true)
})
