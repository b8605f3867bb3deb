/** What is known of a guest over time, under the names of its columns and of the API; a rate is per second. */
export const figureNames = [
  'cpu_percent',
  'memory_mb',
  'disk_read_bytes_rate',
  'disk_write_bytes_rate',
  'disk_read_requests_rate',
  'disk_write_requests_rate',
  'rx_bytes_rate',
  'tx_bytes_rate',
  'rx_packets_rate',
  'tx_packets_rate',
] as const

export type FigureName = (typeof figureNames)[number]

/** What a guest used in a span of time; null is what nobody has measured. `cpu_percent` is of all its vCPUs together. */
export type GuestFigures = Readonly<Record<FigureName, number | null>>

/**
 * What a hypervisor has counted of a guest since it was started, and the memory that it uses now; null is what nobody counts,
 * or could not be told at once of a guest that was busy.
 */
export interface GuestCounters {
  vcpus: number
  /** Of all its vCPUs together. */
  cpuTimeNs: number | null
  memoryUsedKib: number | null
  diskReadBytes: number | null
  diskWriteBytes: number | null
  diskReadRequests: number | null
  diskWriteRequests: number | null
  rxBytes: number | null
  txBytes: number | null
  rxPackets: number | null
  txPackets: number | null
}

/** A record with `valueOf` each of these figures. */
export const eachOf = <Name extends string, T>(names: readonly Name[], valueOf: (name: Name) => T): Record<Name, T> =>
  Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, T>

/** A record with `valueOf` each figure of a guest. */
export const eachFigure = <T>(valueOf: (name: FigureName) => T): Record<FigureName, T> => eachOf(figureNames, valueOf)
