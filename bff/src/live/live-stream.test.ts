import type { SSEMessage, SSEStreamingApi } from 'hono/streaming'
import { expect, test } from 'vitest'
import type { CloudEvent } from '../cloud/cloud.ts'
import type { Batch, LiveHub } from './live-hub.ts'
import { liveStream } from './live-stream.ts'

const batch = (nth: number): Batch => {
  const event: CloudEvent = { topic: 'flavor', subjectId: `f-${nth}`, projectId: null, change: 'updated', shown: null }
  return { id: `here-${nth}`, changes: [{ event, wordFor: () => JSON.stringify(event) }] }
}

/** A browser that was away for `missed` batches: what it is told, up to the last of them or the end of its stream. */
async function toldAfter(missed: number): Promise<SSEMessage[]> {
  const batches = Array.from({ length: missed }, (_, index) => batch(index + 1))
  const hub: LiveHub = {
    position: () => `here-${missed}`,
    since: () => batches,
    follow: () => () => {},
    streams: () => 1,
  }
  const told: SSEMessage[] = []
  let abort = () => {}
  const stream = {
    onAbort: (end: () => void) => (abort = end),
    writeSSE: async (message: SSEMessage) => {
      told.push(message)
      if (message.id === `here-${missed}`) abort()
    },
  } as unknown as SSEStreamingApi
  const projects = new Map()
  await liveStream(stream, {
    hub,
    listener: { userId: 'u', projects, system: [], asAdmin: false },
    reach: async () => ({ projects, system: [] }),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    from: 'here-0',
  })
  return told
}

test('a browser that was away for long is told all that is still known, and not hung up on', async () => {
  const told = await toldAfter(1_500)
  expect(told.slice(0, 2).map(({ event, id }) => [event, id])).toEqual([
    ['hello', 'here-0'],
    ['changes', 'here-1'],
  ])
  expect(told).toHaveLength(1_501)
})
