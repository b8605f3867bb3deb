import { z } from 'zod'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { inSlots, type Series, seriesOf } from '#domain/guest-metrics/series'
import { isUuid, type ServerId } from '#platform/ids'
import {
  guestSeries,
  type HostFigures,
  hostFigures,
  type LatestFigures,
  latestGuestFigures,
  type ProjectFigures,
  projectFigures,
} from '#store/guest-sample-store'
import type { ComputeDeps } from '../../compute-deps.ts'
import { route } from '../../route.ts'
import { ownServer } from '../../servers/find-own-server.ts'
import { freshSince } from './fresh-since.ts'
import {
  hostMetricsSchema,
  type HostMetricsView,
  latestMetricsSchema,
  type LatestMetricsView,
  metricsSchema,
  type MetricsView,
  projectMetricsSchema,
  type ProjectMetricsView,
} from './metrics-schema.ts'

const ranges = { '1h': 3600, '24h': 86_400, '7d': 604_800 } as const
type Range = keyof typeof ranges

/** So many points are drawn of an hour at the most. */
const shortestStep = 10
const fiveMinutes = 300
const slotsOfAnHour = 12
/** As many as a page of a list has, and as a URL can hold. */
const mostServers = 250

/** The length of a point: as measured for an hour, and of the averages that are kept for longer. */
function stepOf(range: Range, { metrics_interval }: ComputeDeps['config']): number {
  if (range === '7d') return 3600
  if (range === '24h') return fiveMinutes
  return Math.max(shortestStep, metrics_interval === 0 ? 30 : metrics_interval)
}

const idList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(
    z
      .array(z.string().refine(isUuid, 'It must be a list of server ids with commas between.'))
      .max(mostServers, `It must be ${mostServers} servers at most.`),
  )

/** What servers use of their hosts, over time. */
export const metricsRoutes = [
  route('GET /kilonova/servers/:server/metrics', {
    query: {
      parameters: {
        range: {
          value: z.enum(['1h', '24h', '7d'], 'It must be 1h, 24h or 7d.'),
          once: true,
          summary: 'The span of time that ends now: 1h (the default), 24h or 7d.',
        },
      },
    },
    response: z.strictObject({ metrics: metricsSchema }),
    summary: 'Shows what a server used over time: CPU, memory, disk and network.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'kilonova:metrics:show')
      const range = (context.query.one('range') ?? '1h') as Range
      const step = stepOf(range, api.config)
      const end = Math.floor(api.clock.now().getTime() / 1000)
      const start = Math.ceil((end - ranges[range]) / step) * step
      const points = await guestSeries(api.db, server.id, { since: new Date(start * 1000), stepSeconds: step })
      const { vcpus, ramMb } = server.flavor
      const about = { server_id: server.id, range, step, start, end, vcpus, ram_mb: ramMb }
      return { body: { metrics: { ...about, ...viewSeries(seriesOf(points, step)) } satisfies MetricsView } }
    },
  }),
  route('GET /kilonova/metrics/latest', {
    rule: 'kilonova:metrics:latest',
    query: {
      parameters: { servers: { value: idList, once: true, summary: 'The ids of servers, with commas between.' } },
    },
    response: z.strictObject({ metrics: z.array(latestMetricsSchema) }),
    summary:
      'Lists what servers use now, and the CPU of their last hour. Servers that the caller does not see are left out.',
    async handle(api, context) {
      const serverIds = (context.query.one('servers') ?? '').split(',').filter(isUuid) as ServerId[]
      const end = Math.floor(api.clock.now().getTime() / 1000)
      const first = (Math.floor(end / fiveMinutes) - slotsOfAnHour + 1) * fiveMinutes
      const latest = await latestGuestFigures(api.db, {
        serverIds,
        projectId: context.caller.seesAll ? undefined : (context.caller.projectId ?? ''),
        since: new Date(first * 1000),
        freshSince: freshSince(api),
      })
      return { body: { metrics: latest.map((each) => viewLatest(each, end)) } }
    },
  }),
  route('GET /kilonova/metrics/project', {
    rule: 'kilonova:metrics:project',
    response: z.strictObject({ metrics: projectMetricsSchema }),
    summary: 'Shows what the servers of the project use now and have used in the last hour, taken together.',
    async handle(api, { caller }) {
      const end = Math.floor(api.clock.now().getTime() / 1000)
      const first = (Math.floor(end / fiveMinutes) - slotsOfAnHour + 1) * fiveMinutes
      const since = new Date(first * 1000)
      const figures = await projectFigures(api.db, caller.projectId ?? '', { since, freshSince: freshSince(api) })
      return { body: { metrics: viewProject(figures, end) } }
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

/** Two decimals: an average of what was rounded to as many has no more to say. */
const rounded = (value: number | null) => value && Math.round(value * 100) / 100

const viewSeries = ({ times, average, maximum }: Series) => ({
  times,
  average: eachFigure((name) => average[name].map(rounded)),
  maximum: eachFigure((name) => maximum[name].map(rounded)),
})

const viewLatest = (latest: LatestFigures, until: number): LatestMetricsView => ({
  server_id: latest.serverId,
  cpu_percent: rounded(latest.cpuPercent),
  memory_mb: rounded(latest.memoryMb),
  measured_at: latest.measuredAt?.toISOString() ?? null,
  cpu_percent_hour: inSlots(latest.cpu, { until, stepSeconds: fiveMinutes, count: slotsOfAnHour }).map(rounded),
})

const viewProject = ({ guests, vcpusUsed, memoryMb, hour }: ProjectFigures, until: number): ProjectMetricsView => {
  const slots = { until, stepSeconds: fiveMinutes, count: slotsOfAnHour }
  const column = (name: 'vcpus' | 'memory') =>
    inSlots(
      hour.map((point) => ({ at: point.at, value: point[name] })),
      slots,
    ).map(rounded)
  return {
    servers: guests,
    vcpus_used: rounded(vcpusUsed),
    memory_mb: rounded(memoryMb),
    vcpus_used_hour: column('vcpus'),
    memory_mb_hour: column('memory'),
  }
}

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
