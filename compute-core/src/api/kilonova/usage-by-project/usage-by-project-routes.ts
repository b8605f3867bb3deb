import { z } from 'zod'
import { usageKeys, type UsageMeasure, usageMeasures, usageSortKeys } from '#domain/quota/usage-keys'
import { linksSchema } from '#platform/service/links'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, pageOf, pageParameters } from '#platform/service/page'
import { timeZoneValue } from '#platform/service/time-zone'
import { type PeriodUsage, type ProjectUsage, projectUsagePage, usageByPeriod } from '#store/project-usage-queries'
import { route } from '../../route.ts'
import {
  type ProjectUsageView,
  projectUsageSchema,
  type UsageByPeriodView,
  usageByPeriodSchema,
} from './usage-schema.ts'
import { spanAsked, spanParameters } from './usage-span-asked.ts'

const path = '/kilonova/usage-by-project'
const mostFirst = [{ key: 'vcpu_hours', direction: 'desc' }] as const

/** What projects used, added up by the database: the same hours that os-simple-tenant-usage tells server by server. */
export const usageByProjectRoutes = [
  route(`GET ${path}`, {
    rule: 'os_compute_api:os-simple-tenant-usage:list',
    query: {
      parameters: {
        ...spanParameters,
        ...pageParameters,
        ...pageBefore,
        ...sortParameters(usageSortKeys),
        ...searchParameters(usageKeys),
      },
    },
    response: z.strictObject({ usage: z.array(projectUsageSchema), usage_links: linksSchema.optional() }),
    summary: 'Lists what the servers of each project used in a span of time, deleted ones included.',
    async handle(api, context) {
      const span = spanAsked(context, api.clock.now())
      const page = pageOf(context, api.config.max_limit)
      const sources = { span, projects: await api.identity.projects() }
      const { rows, total } = await projectUsagePage(api.db, sources, {
        ...page,
        terms: termsOf(context, usageKeys),
        order: sortOf(context, mostFirst),
        isCounted: wantsCount(context),
      })
      const links = nextLinks(context, { name: 'usage_links', path, page, ids: rows.map(({ id }) => id) })
      return { headers: countHeader(total), body: { usage: rows.map(viewUsage), ...links } }
    },
  }),
  route('GET /kilonova/usage-by-period', {
    rule: 'os_compute_api:os-simple-tenant-usage:list',
    query: {
      parameters: {
        ...spanParameters,
        step: { value: z.enum(['day', 'month']), once: true, summary: 'What the span is cut into; days by default.' },
        measure: { value: z.enum(usageMeasures), once: true, summary: 'What is added up; vcpu_hours by default.' },
        top: {
          value: z.string().regex(/^([1-9]|1\d|20)$/, 'It must be a number from 1 to 20.'),
          once: true,
          summary: 'How many projects are told by themselves, those that used most; 8 by default.',
        },
        time_zone: {
          value: timeZoneValue,
          once: true,
          summary: 'Where a day or a month begins, as Europe/Berlin; UTC by default.',
        },
      },
    },
    response: z.strictObject({ usage_by_period: usageByPeriodSchema }),
    summary: 'Shows how much projects used in each day or month of a span of time.',
    async handle(api, context) {
      const { query } = context
      const span = spanAsked(context, api.clock.now())
      const rows = await usageByPeriod(api.db, {
        span,
        measure: (query.one('measure') ?? 'vcpu_hours') as UsageMeasure,
        most: Number(query.one('top') ?? 8),
        cut: { step: query.one('step') === 'month' ? 'month' : 'day', timeZone: query.one('time_zone') ?? 'UTC' },
      })
      const ids = rows.flatMap(({ projectId }) => projectId ?? [])
      const names = await api.identity.namesOf('project', [...new Set(ids)])
      return { body: { usage_by_period: viewPeriods(rows, names, span.stop) } }
    },
  }),
]

const viewUsage = (usage: ProjectUsage): ProjectUsageView => ({
  project_id: usage.id,
  project_name: usage.name,
  domain_name: usage.domain,
  servers: usage.servers,
  servers_now: usage.serversNow,
  hours: usage.hours,
  vcpu_hours: usage.vcpuHours,
  memory_mb_hours: usage.memoryMbHours,
  disk_gb_hours: usage.diskGbHours,
})

function viewPeriods(rows: readonly PeriodUsage[], names: ReadonlyMap<string, string>, stop: Date): UsageByPeriodView {
  const starts = [...new Set(rows.map(({ start }) => start.getTime()))]
  const byProject = Map.groupBy(rows, ({ projectId }) => projectId)
  const projects = [...byProject].map(([id, own]) => {
    const amounts = new Map(own.map(({ start, amount }) => [start.getTime(), amount]))
    return {
      project_id: id,
      project_name: id === null ? null : (names.get(id) ?? null),
      amounts: starts.map((start) => amounts.get(start) ?? 0),
    }
  })
  const total = ({ amounts }: (typeof projects)[number]) => amounts.reduce((sum, amount) => sum + amount, 0)
  const told = projects.filter((project) => total(project) > 0)
  return {
    starts: starts.map((start) => new Date(start).toISOString()),
    stop: stop.toISOString(),
    projects: told.toSorted(
      (a, b) => Number(a.project_id === null) - Number(b.project_id === null) || total(b) - total(a),
    ),
  }
}
