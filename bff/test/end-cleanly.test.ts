import type { Log } from '@kilonova/compute-core/platform/log'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { endCleanly } from '../src/end-cleanly.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = () => new Promise<void>(() => {})

test.each([
  ['everything closes', async () => {}, 0, undefined],
  ['something cannot be closed', () => Promise.reject(new Error('no')), 0, 1],
  ['something does not end', never, 60_000, 1],
])('the process ends when %s', async (_what, close, afterMs, code) => {
  const exits: (number | undefined)[] = []
  const closed: string[] = []
  const listener = { close: async () => void closed.push('listener') }
  const log = { error: () => {} } as unknown as Log
  void endCleanly({ parts: [listener, { close }], log, exit: (one) => void exits.push(one) })
  await vi.advanceTimersByTimeAsync(59_999)
  expect(exits).toEqual(afterMs < 60_000 ? [code] : [])
  await vi.advanceTimersByTimeAsync(1)
  expect(exits).toEqual([code])
  expect(closed).toEqual(['listener'])
})
