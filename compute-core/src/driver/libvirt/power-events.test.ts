import { expect, test } from 'vitest'
import { newId, type ServerId } from '#platform/ids'
import { openConnection } from './ffi/connection.ts'
import { defineDomain } from './ffi/domain.ts'
import { powerAfter, powerEvents } from './power-events.ts'

test.each([
  ['started', 2, 0, 'running'],
  ['paused', 3, 0, 'paused'],
  ['resumed', 4, 0, 'running'],
  ['stopped', 5, 0, 'shutdown'],
  ['gone to sleep', 7, 0, 'suspended'],
  ['crashed', 8, 0, 'crashed'],
] as const)('a guest that has %s is known by its power', (_what, event, detail, power) => {
  expect(powerAfter(event, detail)).toBe(power)
})

test.each([
  ['is only about to shut down', 6, 0],
  ['was only defined', 0, 0],
  ['has moved to another host', 5, 3],
  ['goes on elsewhere while its memory follows', 3, 7],
] as const)('a guest that %s has not changed its power', (_what, event, detail) => {
  expect(powerAfter(event, detail)).toBeUndefined()
})

test('a connection that somebody doubts, but that answers, goes on bringing each event once', async () => {
  const uri = 'test:///default'
  const events = powerEvents(uri, async () => true)
  const outside = await openConnection(uri)
  const serverId = newId<ServerId>()
  const guest = await defineDomain(
    outside,
    `<domain type='test'><name>doubted</name><uuid>${serverId}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`,
  )
  const heard: string[] = []
  try {
    await events.listen()
    events.subscribe(({ power }) => heard.push(power))
    await guest.create()
    events.doubt()
    await Promise.all([events.listen(), events.listen()])
    await guest.destroy()
    await expect.poll(() => heard).toEqual(['running', 'shutdown'])
  } finally {
    await events.close()
    await guest.undefine()
    guest.free()
    await outside.close()
  }
})
