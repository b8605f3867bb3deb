import { z } from 'zod'
import { figureNames } from '#domain/guest-metrics/guest-figures'
import { inSlots, seriesOf } from '#domain/guest-metrics/series'
import { isUuid, type ServerId } from '#platform/ids'
import {
  guestSeries,
  type LatestFigures,
  latestGuestFigures,
  type ProjectFigures,
  projectFigures,
} from '#store/guest-sample-store'
import { route } from '../../route.ts'
import { ownServer } from '../../servers/find-own-server.ts'
import { freshSince } from './fresh-since.ts'
import {
  latestMetricsSchema,
  type LatestMetricsView,
  metricsSchema,
  type MetricsView,
  projectMetricsSchema,
  type ProjectMetricsView,
} from './metrics-schema.ts'
import { fiveMinutes, rangeParameter, rounded, spanOf, viewSeries } from './metrics-span.ts'

const slotsOfAnHour = 12
/** As many as a page of a list has, and as a URL can hold. */
const mostServers = 250

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
    query: { parameters: rangeParameter },
    response: z.strictObject({ metrics: metricsSchema }),
    summary: 'Shows what a server used over time: CPU, memory, disk and network.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'kilonova:metrics:show')
      const span = spanOf(api, context)
      const points = await guestSeries(api.db, server.id, {
        since: new Date(span.start * 1000),
        stepSeconds: span.step,
      })
      const { vcpus, ramMb: ram_mb } = server.flavor
      const series = viewSeries(seriesOf(points, span.step, figureNames), figureNames)
      return { body: { metrics: { server_id: server.id, ...span, vcpus, ram_mb, ...series } satisfies MetricsView } }
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
]

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
