import { expect, test } from 'vitest'
import { hostRates } from '#domain/host/host-rates'
import { aGuestSpec } from './a-guest-spec.ts'
import { fakeCounters } from './fake-load.ts'
import { fakeHostLoad } from './fake-host-load.ts'

const start = new Date('2026-11-30T08:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const size = { hostname: 'fake-1', vcpus: 8, ramMb: 16_384, diskGb: 100 }
const guest = aGuestSpec({ vcpus: 4, ramMb: 2048 })
const guestsAfter = (seconds: number) =>
  new Map([[guest.serverId, fakeCounters(guest, [[start, after(seconds)]], after(seconds))]])

test('a fake host does a little by itself, and what its guests do', () => {
  const [idle, busy] = [fakeHostLoad(size), fakeHostLoad(size)]
  const rates = (measure: typeof idle, guests: typeof guestsAfter) =>
    hostRates(measure(guests(0), start), measure(guests(60), after(60)), 60_000)
  const alone = rates(idle, () => new Map())
  const both = rates(busy, guestsAfter)
  expect(alone.cpu_percent).toBeGreaterThan(0)
  expect(both.cpu_percent).toBeGreaterThan(alone.cpu_percent!)
  expect(both.cpu_percent).toBeLessThan(100)
  expect(both.memory_mb).toBeGreaterThan(alone.memory_mb!)
  expect(both.memory_mb).toBeLessThan(size.ramMb)
})

test('its counters never go back: what a guest did stays when the guest is gone or was started anew', () => {
  const measure = fakeHostLoad(size)
  const rounds = [guestsAfter(60), guestsAfter(30), new Map(), guestsAfter(60)]
  const counted = rounds.map((guests, nth) => measure(guests, after(60 * (nth + 1))))
  for (const [nth, now] of counted.entries()) {
    const before = counted[nth - 1]
    if (before === undefined) continue
    expect(now.cpu!.busy).toBeGreaterThan(before.cpu!.busy)
    expect(now.rxBytes).toBeGreaterThanOrEqual(before.rxBytes!)
  }
})
