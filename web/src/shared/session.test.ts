import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SessionView } from './bff.ts'
import { cloudNowMs, withClock } from './session.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-30T14:00:00Z') }))
afterEach(() => void vi.useRealTimers())

test('a browser whose clock is wrong counts by the cloud’s', () => {
  withClock({ readAt: '2026-11-30T12:00:00Z' } as SessionView)
  expect(new Date(cloudNowMs()).toISOString()).toBe('2026-11-30T12:00:00.000Z')
  vi.advanceTimersByTime(90_000)
  expect(new Date(cloudNowMs()).toISOString()).toBe('2026-11-30T12:01:30.000Z')
})
