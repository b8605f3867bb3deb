import { pino } from 'pino'
import { expect, test } from 'vitest'
import { type Attempt, signInGuard } from './sign-in-guard.ts'

function aGuard() {
  let nowMs = 0
  const lines: Record<string, unknown>[] = []
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const guard = signInGuard({ clock: { now: () => new Date(nowMs) }, log })
  const from = (address: string, isRight = false, what: Partial<Attempt> = {}) =>
    guard.attempt({ account: 'user:ann', user: { id: 'ann', name: 'Ann' }, address, requestId: 'req-1', ...what }, () =>
      Promise.resolve(isRight),
    )
  const fail = async (times: number, address: (n: number) => string, what?: Partial<Attempt>) => {
    for (let n = 0; n < times; n++) await from(address(n), false, what).catch(() => {})
  }
  return { lines, from, fail, turn: (seconds: number) => void (nowMs += seconds * 1000) }
}
const refusal = { failure: { kind: 'rate-limited', retryAfterSeconds: 240 } }

test('after ten wrong passwords an address waits until the first of them is five minutes old, even with the right one', async () => {
  const { from, fail, turn } = aGuard()
  await from('192.0.2.1')
  turn(60)
  await fail(9, () => '192.0.2.1')
  await expect(from('192.0.2.1', true)).rejects.toMatchObject(refusal)
  turn(240)
  expect(await from('192.0.2.1', true)).toBe(true)
})

test('the rightful person signs in from elsewhere meanwhile, also while a thousand addresses guess', async () => {
  const { from, fail } = aGuard()
  await fail(3000, (n) => `198.51.${n % 4}.${n % 251}`)
  expect(await from('192.0.2.1')).toBe(false)
  expect(await from('192.0.2.1')).toBe(false)
  expect(await from('192.0.2.1', true)).toBe(true)
})

test('an account that many addresses guess gives each of them three attempts, but all where its person signed in lately', async () => {
  const { from, fail } = aGuard()
  await from('192.0.2.1', true)
  await fail(60, (n) => `198.51.100.${n}`)
  await fail(3, () => '203.0.113.5')
  await expect(from('203.0.113.5', true)).rejects.toMatchObject({ failure: { kind: 'rate-limited' } })
  await fail(9, () => '192.0.2.1')
  expect(await from('192.0.2.1', true)).toBe(true)
})

test('an address that guesses at many accounts waits, and whoever signed in there lately does not', async () => {
  const { from } = aGuard()
  const asBob = { account: 'user:bob' }
  await from('192.0.2.1', true, asBob)
  for (let n = 0; n < 100; n++) await from('192.0.2.1', false, { account: `user:${n}` })
  await expect(from('192.0.2.1', true)).rejects.toMatchObject({ failure: { kind: 'rate-limited' } })
  expect(await from('192.0.2.1', true, asBob)).toBe(true)
})

test('who guesses many passwords at the same time learns of no more than ten', async () => {
  const { from } = aGuard()
  const answers = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => from('192.0.2.1', n === 40)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
})

test('a whole /64 of IPv6 is one address', async () => {
  const { from, fail } = aGuard()
  await fail(10, (n) => `2001:db8:0:1::${n + 1}`)
  await expect(from('2001:db8:0:1:ffff::1')).rejects.toMatchObject({ failure: { kind: 'rate-limited' } })
  expect(await from('2001:db8:0:2::1')).toBe(false)
})

test('each refusal is an audit line with user, address and request, and without the name of who does not exist', async () => {
  const { from, lines } = aGuard()
  await from('192.0.2.1')
  await from('192.0.2.1', false, { account: 'name:hunter2', user: undefined })
  expect(lines).toMatchObject([
    { audit: 'sign-in', user: { id: 'ann', name: 'Ann' }, address: '192.0.2.1', requestId: 'req-1', failures: 1 },
    { audit: 'sign-in', user: 'unknown', address: '192.0.2.1' },
  ])
  expect(JSON.stringify(lines)).not.toContain('hunter2')
})

test('a user with ignore_lockout_failure_attempts keeps ten attempts at any address', async () => {
  const { from, fail } = aGuard()
  await fail(60, (n) => `198.51.100.${n}`)
  await fail(9, () => '192.0.2.1', { isExempt: true })
  expect(await from('192.0.2.1', true, { isExempt: true })).toBe(true)
})
