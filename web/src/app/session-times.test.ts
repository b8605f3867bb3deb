import { expect, test } from 'vitest'
import { nextStep } from './session-times.ts'

const minutes = 60_000
const nowMs = Date.parse('2026-11-30T12:00:00Z')

interface Times {
  left: number
  idle: number
  renewedAgo?: number
  isLongest?: boolean
}

test.each<[string, Times, ReturnType<typeof nextStep>]>([
  ['begun a moment ago', { left: 59, idle: 0 }, 'nothing'],
  ['in its second half, with somebody at work', { left: 29, idle: 1 }, 'renew'],
  ['in its second half, with nobody there', { left: 29, idle: 31 }, 'nothing'],
  ['about to end, with nobody there', { left: 4, idle: 40 }, 'warn'],
  ['about to end, with somebody back at work', { left: 4, idle: 0 }, 'renew'],
  ['about to end though it was asked to go on', { left: 4, idle: 0, renewedAgo: 0 }, 'warn'],
  ['about to end for good, with somebody at work', { left: 4, idle: 0, isLongest: true }, 'warn of the end'],
  ['about to end for good, with nobody there', { left: 1, idle: 40, isLongest: true }, 'warn of the end'],
  ['at its longest', { left: 0, idle: 0, isLongest: true }, 'over'],
  ['at its end', { left: 0, idle: 0 }, 'over'],
  ['over since the computer slept', { left: -300, idle: 300 }, 'over'],
])('of a session %s: %o is %s', (_what, { left, idle, renewedAgo = 60, isLongest = false }: Times, step) => {
  expect(
    nextStep({
      nowMs,
      expiresMs: nowMs + left * minutes,
      lastActiveMs: nowMs - idle * minutes,
      lastRenewalMs: nowMs - renewedAgo * minutes,
      isLongest,
    }),
  ).toBe(step)
})
