import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RefusalError } from '#shared/bff'
import type { End } from './display.ts'
import { type ConnectionState, keepConnected } from './keep-connected.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refusal = (status: number) => new RefusalError({ message: `refused ${status}`, status, service: 'compute' })
const lost: End = { why: 'lost', isGuestGone: false }

/** A connection whose other side the test plays. */
function aConnection({ isOnce = false, getToken }: { isOnce?: boolean; getToken?: () => Promise<string> } = {}) {
  const states: ConnectionState[] = []
  const attempts: { token: string; open: () => void; end: (end: End) => void }[] = []
  let tokens = 0
  const kept = keepConnected({
    getToken: getToken ?? (() => Promise.resolve(`token-${++tokens}`)),
    connect: (token, open, end) => attempts.push({ token, open, end }),
    onState: (state) => states.push(state),
    isOnce,
  })
  const settled = () => vi.advanceTimersByTimeAsync(0)
  return { states, attempts, kept, settled, last: () => states.at(-1)?.is }
}

test('what has ended connects again by itself, with a new token', async () => {
  const { attempts, settled, states } = aConnection()
  await settled()
  attempts[0]!.open()
  attempts[0]!.end({ why: 'gone', isGuestGone: true })
  expect(states.at(-1)).toEqual({ is: 'reconnecting', why: 'gone', isGuestGone: true })
  await vi.advanceTimersByTimeAsync(500)
  attempts[1]!.open()
  expect(attempts.map(({ token }) => token)).toEqual(['token-1', 'token-2'])
  expect(states.at(-1)).toEqual({ is: 'open' })
})

test('the pauses grow while it fails, and are short again after it has worked', async () => {
  const { attempts, settled } = aConnection()
  await settled()
  attempts[0]!.end(lost)
  await vi.advanceTimersByTimeAsync(500)
  attempts[1]!.end(lost)
  await vi.advanceTimersByTimeAsync(999)
  expect(attempts).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1)
  attempts[2]!.open()
  await vi.advanceTimersByTimeAsync(5_000)
  attempts[2]!.end(lost)
  await vi.advanceTimersByTimeAsync(500)
  expect(attempts).toHaveLength(4)
})

test('whoever does not want to wait tries at once', async () => {
  const { attempts, kept, settled, last } = aConnection()
  await settled()
  attempts[0]!.end(lost)
  kept.retry()
  expect(last()).toBe('connecting')
  await settled()
  expect(attempts).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(attempts, 'the attempt that was waited for is not made as well').toHaveLength(2)
})

test('an attempt that is waited for can be hurried: what is said stays until it works', async () => {
  const { attempts, kept, settled, last } = aConnection()
  await settled()
  attempts[0]!.end(lost)
  kept.hurry()
  await settled()
  expect(last()).toBe('reconnecting')
  attempts[1]!.open()
  expect(last()).toBe('open')
})

test.each([0, 401, 409, 429, 503])('a refusal %i passes: it is tried again', async (status) => {
  const getToken = vi.fn<() => Promise<string>>().mockRejectedValueOnce(refusal(status)).mockResolvedValue('token')
  const { attempts, settled, last } = aConnection({ getToken })
  await settled()
  expect(last()).toBe('reconnecting')
  await vi.advanceTimersByTimeAsync(500)
  expect(attempts).toHaveLength(1)
})

test.each([403, 404])('a refusal %i does not pass: it is said, and nothing is tried', async (status) => {
  const getToken = vi.fn<() => Promise<string>>().mockRejectedValue(refusal(status))
  const { states, settled } = aConnection({ getToken })
  await settled()
  expect(states.at(-1)).toEqual({ is: 'refused', error: refusal(status) })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(getToken).toHaveBeenCalledOnce()
})

test('with one token only the end is the end', async () => {
  const { attempts, settled, states } = aConnection({ isOnce: true })
  await settled()
  attempts[0]!.end(lost)
  expect(states.at(-1)).toEqual({ is: 'ended', why: 'lost' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(attempts).toHaveLength(1)
})

test('what is stopped says nothing more', async () => {
  const { attempts, settled, states, kept } = aConnection()
  await settled()
  kept.stop()
  attempts[0]!.open()
  attempts[0]!.end(lost)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(states).toEqual([{ is: 'connecting' }])
  expect(attempts).toHaveLength(1)
})
