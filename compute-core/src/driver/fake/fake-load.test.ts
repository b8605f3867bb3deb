import { expect, test } from 'vitest'
import { guestRates } from '#domain/guest-metrics/guest-rates'
import type { ServerId } from '#platform/ids'
import { aGuestSpec } from './a-guest-spec.ts'
import { fakeCounters } from './fake-load.ts'

const guest = { ...aGuestSpec(), serverId: '0b5e8d3c-66f1-4a59-9c1e-6a1b2c3d4e5f' as ServerId, vcpus: 2 }
const start = new Date('2026-11-30T08:00:00Z')
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const ran = (seconds: number, of = guest) => fakeCounters(of, [[start, after(seconds)]], after(seconds))

test('a fake guest works as hard at the same time as it did before, and each one in its own way', () => {
  expect(ran(3600)).toEqual(ran(3600))
  const other = { ...guest, serverId: 'c0ffee00-66f1-4a59-9c1e-0123456789ab' as ServerId }
  expect(ran(3600, other).cpuTimeNs).not.toBe(ran(3600).cpuTimeNs)
})

test('its counters never go back, and what they say is plausible and changes', () => {
  const loads = []
  for (let seconds = 30; seconds < 7200; seconds += 30) {
    const figures = guestRates(ran(seconds - 30), ran(seconds), 30_000)
    for (const [name, value] of Object.entries(figures)) expect([name, value! >= 0]).toEqual([name, true])
    expect(figures.memory_mb).toBeGreaterThan(0)
    expect(figures.memory_mb).toBeLessThan(guest.ramMb)
    loads.push(figures.cpu_percent!)
  }
  expect(Math.max(...loads)).toBeLessThan(100)
  expect(Math.max(...loads) - Math.min(...loads)).toBeGreaterThan(0.5)
})

test('while it is paused it counts nothing', () => {
  const paused = fakeCounters(guest, [[start, after(60)]], after(600))
  expect(paused.cpuTimeNs).toBe(ran(60).cpuTimeNs)
  const resumed = fakeCounters(
    guest,
    [
      [start, after(60)],
      [after(600), after(660)],
    ],
    after(660),
  )
  expect(resumed.cpuTimeNs).toBeGreaterThan(paused.cpuTimeNs!)
  expect(resumed.cpuTimeNs).toBeLessThan(ran(660).cpuTimeNs!)
})
