import type { GuestCounters } from '#domain/guest-metrics/guest-figures'
import type { GuestSpec } from '#driver/compute-driver'

/** Something that goes up and down around `mean` for ever: by `swing` of it, in waves of these many seconds. */
export interface Wave {
  mean: number
  swing: number
  seconds: readonly number[]
  phase: number
}

/** How much of a wave has passed since 1970: what grows by `mean` a second, and never goes back. */
export function passed({ mean, swing, seconds, phase }: Wave, at: number): number {
  const share = (mean * swing) / seconds.length
  return seconds.reduce((sum, period, index) => {
    const turn = (2 * Math.PI) / period
    // `sin` between -1 and 1 times a swing below 1: the sum of all waves never falls.
    return sum - (share / turn) * Math.cos(turn * at + phase * (index + 1))
  }, mean * at)
}

/** How high a wave is at that moment. */
export const height = ({ mean, swing, seconds, phase }: Wave, at: number) =>
  mean *
  (1 +
    seconds.reduce((sum, period, index) => sum + Math.sin((2 * Math.PI * at) / period + phase * (index + 1)), 0) *
      (swing / seconds.length))

/** Minutes, half hours, a quarter of a day, and a day. */
export const periods = [240, 1_700, 21_600, 86_400]

/** How hard a guest that exists in memory only pretends to work: each one in its own way, the same at the same time. */
function load({ serverId, vcpus, ramMb, disks, nics }: GuestSpec) {
  const digits = (from: number) => Number.parseInt(serverId.replaceAll('-', '').slice(from, from + 6), 16) / 0xffffff
  const wave = (mean: number, swing: number, from: number): Wave => ({
    mean,
    swing,
    seconds: periods,
    phase: digits(from) * 2 * Math.PI,
  })
  const busy = 0.05 + 0.5 * digits(26) ** 2
  const traffic = nics.length === 0 ? 0 : 20_000 + 4_000_000 * busy * digits(12)
  const writes = disks.length === 0 ? 0 : 10_000 + 3_000_000 * busy * digits(18)
  return {
    vcpuSeconds: wave(vcpus * busy, 0.8, 20),
    memoryKib: wave(ramMb * 1024 * (0.25 + 0.4 * digits(20)), 0.25, 6),
    diskReadBytes: wave(writes * 0.4, 0.9, 0),
    diskWriteBytes: wave(writes, 0.85, 3),
    diskReadRequests: wave(writes / 40_000, 0.9, 0),
    diskWriteRequests: wave(writes / 16_000, 0.85, 3),
    rxBytes: wave(traffic, 0.9, 9),
    txBytes: wave(traffic * 1.7, 0.9, 12),
    rxPackets: wave(traffic / 700, 0.9, 9),
    txPackets: wave(traffic / 400, 0.9, 12),
  }
}

/** The counters that tick while a guest works, as they would stand had it worked since 1970. */
const ticking = [
  'diskReadBytes',
  'diskWriteBytes',
  'diskReadRequests',
  'diskWriteRequests',
  'rxBytes',
  'txBytes',
  'rxPackets',
  'txPackets',
] as const

/** What a fake guest has counted in the spans of time in which it worked, each from one Date to another. */
export function fakeCounters(
  spec: GuestSpec,
  worked: readonly (readonly [from: Date, to: Date])[],
  now: Date,
): GuestCounters {
  const waves = load(spec)
  const counted = (wave: Wave) =>
    worked.reduce((sum, [from, to]) => sum + passed(wave, to.getTime() / 1000) - passed(wave, from.getTime() / 1000), 0)
  return {
    vcpus: spec.vcpus,
    cpuTimeNs: Math.round(counted(waves.vcpuSeconds) * 1e9),
    memoryUsedKib: Math.round(height(waves.memoryKib, now.getTime() / 1000)),
    ...(Object.fromEntries(ticking.map((name) => [name, Math.round(counted(waves[name]))])) as Record<
      (typeof ticking)[number],
      number
    >),
  }
}
