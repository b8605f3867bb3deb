import { expect, test } from 'vitest'
import { powerAfter } from './power-events.ts'

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
