import { z } from 'zod'

const figure = z.number().nullable()
const column = z.array(figure)

/** A list for each figure, all as long as `times`; null is what nobody has measured. `_rate` is per second, `cpu_percent` of all vCPUs together. */
const columnsSchema = z.strictObject({
  cpu_percent: column,
  memory_mb: column,
  disk_read_bytes_rate: column,
  disk_write_bytes_rate: column,
  disk_read_requests_rate: column,
  disk_write_requests_rate: column,
  rx_bytes_rate: column,
  tx_bytes_rate: column,
  rx_packets_rate: column,
  tx_packets_rate: column,
})

/** What a server used over a span of time, in a response; all times are seconds since 1970. */
export const metricsSchema = z.strictObject({
  server_id: z.string(),
  range: z.enum(['1h', '24h', '7d']),
  /** The seconds that each point stands for. */
  step: z.number(),
  start: z.number(),
  end: z.number(),
  vcpus: z.number(),
  ram_mb: z.number(),
  times: z.array(z.number()),
  average: columnsSchema,
  maximum: columnsSchema,
})

/** What a server used over a span of time, in a response. */
export type MetricsView = z.output<typeof metricsSchema>

/** What a server uses now and has used in the last hour, in a response. */
export const latestMetricsSchema = z.strictObject({
  server_id: z.string(),
  /** Of the newest measurement; null where there is none of the last minutes, as for a server that is off. */
  cpu_percent: figure,
  memory_mb: figure,
  measured_at: z.string().nullable(),
  /** The CPU of the last hour, 5 minutes each, the oldest first. */
  cpu_percent_hour: z.array(figure),
})

/** What a server uses now and has used in the last hour, in a response. */
export type LatestMetricsView = z.output<typeof latestMetricsSchema>

/** A list for each figure of a host, as of a server's. */
const hostColumnsSchema = z.strictObject({
  cpu_percent: column,
  /** The time in which a CPU had nothing to do but wait for a disk. */
  iowait_percent: column,
  load: column,
  memory_mb: column,
  disk_gb: column,
  disk_read_bytes_rate: column,
  disk_write_bytes_rate: column,
  rx_bytes_rate: column,
  tx_bytes_rate: column,
})

/** How much of a host was in use over a span of time, by its servers and by itself, in a response. */
export const hostSeriesSchema = z.strictObject({
  host: z.string(),
  range: z.enum(['1h', '24h', '7d']),
  step: z.number(),
  /** The seconds between two measurements; 0 where nothing is measured. */
  interval: z.number(),
  start: z.number(),
  end: z.number(),
  cpus: z.number(),
  ram_mb: z.number(),
  disk_gb: z.number(),
  times: z.array(z.number()),
  average: hostColumnsSchema,
  maximum: hostColumnsSchema,
})

/** How much of a host was in use over a span of time, in a response. */
export type HostSeriesView = z.output<typeof hostSeriesSchema>

/** What the guests of a host use now, taken together, in a response. */
export const hostMetricsSchema = z.strictObject({
  host: z.string(),
  servers: z.number(),
  /** How many vCPUs' worth of time. */
  vcpus_used: figure,
  memory_mb: figure,
  disk_read_bytes_rate: figure,
  disk_write_bytes_rate: figure,
  rx_bytes_rate: figure,
  tx_bytes_rate: figure,
})

/** What the guests of a host use now, taken together, in a response. */
export type HostMetricsView = z.output<typeof hostMetricsSchema>

/** What the servers of a project use now and have used in the last hour, taken together, in a response. */
export const projectMetricsSchema = z.strictObject({
  /** How many of them have been measured in the last minutes. */
  servers: z.number(),
  /** How many vCPUs' worth of time. */
  vcpus_used: figure,
  memory_mb: figure,
  /** Of the last hour, 5 minutes each, the oldest first. */
  vcpus_used_hour: z.array(figure),
  memory_mb_hour: z.array(figure),
})

/** What the servers of a project use, taken together, in a response. */
export type ProjectMetricsView = z.output<typeof projectMetricsSchema>
