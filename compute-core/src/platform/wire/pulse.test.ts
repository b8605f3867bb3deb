import { EventEmitter } from 'node:events'
import type { Http2Session } from 'node:http2'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepPulse } from './pulse.ts'

/** A session as far as its pulse is concerned. */
function aSession() {
  const session = Object.assign(new EventEmitter(), {
    socket: { bytesRead: 0 },
    destroyed: false,
    ping: () => true,
    destroy(error: Error) {
      session.destroyed = true
      session.emit('close', error)
    },
  })
  return session
}

const pulse = { everyMs: 20, silentMs: 100 }

test('a process that was held up itself does not take its peers for gone', async () => {
  const session = aSession()
  keepPulse(session as unknown as Http2Session, pulse)
  const until = performance.now() + 3 * pulse.silentMs
  while (performance.now() < until);
  // What came meanwhile is read only after the timers that are due have had their turn.
  setTimeout(() => session.socket.bytesRead++)
  await pause(pulse.everyMs * 2)
  expect(session.destroyed).toBe(false)
  session.emit('close')
})

test('who says nothing for that long is gone', async () => {
  const session = aSession()
  keepPulse(session as unknown as Http2Session, pulse)
  await expect.poll(() => session.destroyed, { timeout: 10_000 }).toBe(true)
})
