import { z } from 'zod'
import { seriesOf } from '#domain/guest-metrics/series'
import { hostFigureNames } from '#domain/host/host-figures'
import { hostFigures, type HostFigures } from '#store/guest-sample-store'
import { hostSeries } from '#store/host-sample-store'
import { route } from '../../route.ts'
import { hostNamed } from '../hosts/host-named.ts'
import { freshSince } from './fresh-since.ts'
import { hostMetricsSchema, type HostMetricsView, hostSeriesSchema, type HostSeriesView } from './metrics-schema.ts'
import { rangeParameter, rounded, spanOf, viewSeries } from './metrics-span.ts'

/** How much of hosts is in use: of one over time, and by the servers of each now. */
export const hostMetricsRoutes = [
  route('GET /kilonova/hosts/:name/metrics', {
    rule: 'kilonova:metrics:hosts',
    query: { parameters: rangeParameter },
    response: z.strictObject({ metrics: hostSeriesSchema }),
    summary: 'Shows how much of a host was in use over time: CPU, load, memory, disk and network.',
    async handle(api, context) {
      const { id, name, facts } = await hostNamed(api, context.params['name']!)
      const span = spanOf(api, context)
      const points = await hostSeries(api.db, id, { since: new Date(span.start * 1000), stepSeconds: span.step })
      const series = viewSeries(seriesOf(points, span.step, hostFigureNames), hostFigureNames)
      const { vcpus: cpus, ramMb: ram_mb, diskGb: disk_gb } = facts
      const about = { host: name, ...span, interval: api.config.metrics_interval, cpus, ram_mb, disk_gb }
      return { body: { metrics: { ...about, ...series } satisfies HostSeriesView } }
    },
  }),
  route('GET /kilonova/metrics/hosts', {
    rule: 'kilonova:metrics:hosts',
    response: z.strictObject({ metrics: z.array(hostMetricsSchema) }),
    summary: 'Lists what the servers of each host use now, taken together.',
    async handle(api) {
      return { body: { metrics: (await hostFigures(api.db, freshSince(api))).map(viewHost) } }
    },
  }),
]

const viewHost = (host: HostFigures): HostMetricsView => ({
  host: host.hostName,
  servers: host.guests,
  vcpus_used: rounded(host.vcpusUsed),
  memory_mb: rounded(host.memoryMb),
  disk_read_bytes_rate: rounded(host.diskReadBytesRate),
  disk_write_bytes_rate: rounded(host.diskWriteBytesRate),
  rx_bytes_rate: rounded(host.rxBytesRate),
  tx_bytes_rate: rounded(host.txBytesRate),
})
