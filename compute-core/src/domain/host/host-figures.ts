/** What is known of a host over time, under the names of its columns and of the API; a rate is per second. */
export const hostFigureNames = [
  'cpu_percent',
  'iowait_percent',
  'load',
  'memory_mb',
  'disk_gb',
  'disk_read_bytes_rate',
  'disk_write_bytes_rate',
  'rx_bytes_rate',
  'tx_bytes_rate',
] as const

export type HostFigureName = (typeof hostFigureNames)[number]

/** How much of a host was in use in a span of time, by its guests and by itself; null is what nobody has measured. Percents are of all its CPUs together. */
export type HostSample = Readonly<Record<HostFigureName, number | null>>

/** What a host has counted since it was started, and what is in use of it now; null is what nobody counts. */
export interface HostCounters {
  /** How long its CPUs worked, waited for disks, and were there at all; of all together, in whatever unit. */
  cpu: { busy: number; waiting: number; all: number } | null
  /** How many processes ran or wanted to, on average over the last minute. */
  load: number | null
  memoryUsedMb: number | null
  /** Of the file system that guests' disks are on. */
  diskUsedGb: number | null
  diskReadBytes: number | null
  diskWriteBytes: number | null
  /** What went through its cards to other machines. */
  rxBytes: number | null
  txBytes: number | null
}
