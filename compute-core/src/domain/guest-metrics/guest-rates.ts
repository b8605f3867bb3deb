import type { GuestCounters, GuestFigures } from './guest-figures.ts'

type Counter = Exclude<keyof GuestCounters, 'vcpus' | 'memoryUsedKib'>

const counters = [
  'cpuTimeNs',
  'diskReadBytes',
  'diskWriteBytes',
  'diskReadRequests',
  'diskWriteRequests',
  'rxBytes',
  'txBytes',
  'rxPackets',
  'txPackets',
] as const satisfies Counter[]

/**
 * What a guest used between two measurements, `elapsedMs` apart; `before` is undefined for a guest that was not there then. Without an
 * `elapsedMs` nothing was measured before, and only the memory is known. A rate is never negative: counters that went back are those of a
 * guest that was started anew, and count from zero where it can have been started since; otherwise the rate is not known.
 */
export function guestRates(before: GuestCounters | undefined, now: GuestCounters, elapsedMs?: number): GuestFigures {
  const grown = elapsedMs !== undefined && elapsedMs > 0 ? growth(before, now, elapsedMs) : undefined
  const rate = (counter: Counter) => {
    const value = grown?.(counter) ?? null
    return value === null ? null : rounded((value * 1000) / elapsedMs!)
  }
  const cpuNsPerSecond = rate('cpuTimeNs')
  return {
    // Threads are counted at slightly different moments: a busy guest would now and then have more than all of its vCPUs.
    cpu_percent: cpuNsPerSecond === null ? null : Math.min(100, rounded(cpuNsPerSecond / 1e7 / Math.max(1, now.vcpus))),
    memory_mb: now.memoryUsedKib === null ? null : rounded(now.memoryUsedKib / 1024),
    disk_read_bytes_rate: rate('diskReadBytes'),
    disk_write_bytes_rate: rate('diskWriteBytes'),
    disk_read_requests_rate: rate('diskReadRequests'),
    disk_write_requests_rate: rate('diskWriteRequests'),
    rx_bytes_rate: rate('rxBytes'),
    tx_bytes_rate: rate('txBytes'),
    rx_packets_rate: rate('rxPackets'),
    tx_packets_rate: rate('txPackets'),
  }
}

/** How much each counter has grown since `before`; null where that is not known. */
function growth(before: GuestCounters | undefined, now: GuestCounters, elapsedMs: number) {
  const wentBack = before !== undefined && counters.some((name) => (now[name] ?? Infinity) < (before[name] ?? 0))
  const isNew = before === undefined || wentBack
  // One that has worked no longer than there was time for was started meanwhile.
  const canBeNew = now.cpuTimeNs !== null && now.cpuTimeNs <= elapsedMs * 1e6 * Math.max(1, now.vcpus)
  return (name: Counter): number | null => {
    const value = now[name]
    if (value === null) return null
    if (isNew) return canBeNew ? value : null
    const earlier = before[name]
    return earlier === null ? null : value - earlier
  }
}

const rounded = (value: number) => Math.round(value * 100) / 100
