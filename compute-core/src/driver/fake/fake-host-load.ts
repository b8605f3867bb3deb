import type { GuestCounters } from '#domain/guest-metrics/guest-figures'
import type { HostCounters } from '#domain/host/host-figures'
import type { ServerId } from '#platform/ids'
import { type FakeHost, hostSize } from './fake-facts.ts'
import { height, passed, periods, type Wave } from './fake-load.ts'

/** What is added up of guests, the ones that are gone too: a host's counters never go back. */
const added = ['cpuTimeNs', 'diskReadBytes', 'diskWriteBytes', 'rxBytes', 'txBytes'] as const

/** Measures a host that does not exist: it does a little by itself, and besides what its guests do. Called again, it goes on from there. */
export function fakeHostLoad(options: FakeHost) {
  const { hostname, vcpus, ramMb, diskGb } = hostSize(options)
  const phase = Array.from(hostname).reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  const wave = (mean: number): Wave => ({ mean, swing: 0.6, seconds: periods, phase })
  const own = { cpu: wave(0.015 * vcpus), load: wave(0.02 * vcpus), memoryMb: wave(0.02 * ramMb), bytes: wave(40_000) }
  const sums = Object.fromEntries(added.map((name) => [name, 0])) as Record<(typeof added)[number], number>
  let last: { guests: ReadonlyMap<ServerId, GuestCounters>; at: number; cpuTimeNs: number } | undefined

  return (guests: ReadonlyMap<ServerId, GuestCounters>, now: Date): HostCounters => {
    const at = now.getTime() / 1000
    for (const [id, counted] of guests)
      for (const name of added) {
        const [value, before] = [counted[name] ?? 0, last?.guests.get(id)?.[name] ?? 0]
        // A guest that was started anew counts from zero.
        sums[name] += value < before ? value : value - before
      }
    const working = last && at > last.at ? (sums.cpuTimeNs - last.cpuTimeNs) / 1e9 / (at - last.at) : 0
    last = { guests, at, cpuTimeNs: sums.cpuTimeNs }
    const guestMemoryMb = Array.from(guests.values()).reduce((sum, one) => sum + (one.memoryUsedKib ?? 0) / 1024, 0)
    const bytes = (name: (typeof added)[number]) => Math.round(passed(own.bytes, at) + sums[name])
    return {
      cpu: {
        busy: passed(own.cpu, at) + sums.cpuTimeNs / 1e9,
        waiting: passed(own.cpu, at) / 4,
        all: vcpus * at,
      },
      load: height(own.load, at) + working,
      memoryUsedMb: Math.min(ramMb, height(own.memoryMb, at) + guestMemoryMb),
      diskUsedGb: Math.min(diskGb, 0.03 * diskGb + 2 * guests.size),
      diskReadBytes: bytes('diskReadBytes'),
      diskWriteBytes: bytes('diskWriteBytes'),
      rxBytes: bytes('rxBytes'),
      txBytes: bytes('txBytes'),
    }
  }
}
