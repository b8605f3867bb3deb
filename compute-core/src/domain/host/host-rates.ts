import type { HostCounters, HostSample } from './host-figures.ts'

type Counter = 'diskReadBytes' | 'diskWriteBytes' | 'rxBytes' | 'txBytes'

/**
 * How much of a host was in use between two measurements, `elapsedMs` apart; without one before only what stands by itself is known. A
 * counter that went back, as after a restart or when a card was taken out, leaves a gap.
 */
export function hostRates(before: HostCounters | undefined, now: HostCounters, elapsedMs?: number): HostSample {
  const rate = (counter: Counter) => {
    const [earlier, later] = [before?.[counter] ?? null, now[counter]]
    if (earlier === null || later === null || later < earlier || !elapsedMs) return null
    return rounded(((later - earlier) * 1000) / elapsedMs)
  }
  return {
    ...shares(before?.cpu ?? null, now.cpu),
    load: rounded(now.load),
    memory_mb: rounded(now.memoryUsedMb),
    disk_gb: rounded(now.diskUsedGb),
    disk_read_bytes_rate: rate('diskReadBytes'),
    disk_write_bytes_rate: rate('diskWriteBytes'),
    rx_bytes_rate: rate('rxBytes'),
    tx_bytes_rate: rate('txBytes'),
  }
}

/** Which part of the time of all CPUs was work, and which was waiting for disks. */
function shares(before: HostCounters['cpu'], now: HostCounters['cpu']) {
  const all = before && now ? now.all - before.all : 0
  const percent = (what: 'busy' | 'waiting') => {
    if (!before || !now || all <= 0) return null
    // The kernel corrects how long it waited now and then, downwards too.
    return rounded(Math.min(100, Math.max(0, (100 * (now[what] - before[what])) / all)))
  }
  return { cpu_percent: percent('busy'), iowait_percent: percent('waiting') }
}

function rounded(value: number): number
function rounded(value: number | null): number | null
function rounded(value: number | null) {
  return value === null ? null : Math.round(value * 100) / 100
}
