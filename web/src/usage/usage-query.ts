import type { UsageDayView } from '@kilonova/compute-core/api/kilonova/usage-per-day/usage-per-day-schema'
import type { UsageView } from '@kilonova/compute-core/api/tenant-usage/usage-schema'
import type {
  ProjectUsageView,
  UsageByPeriodView,
} from '@kilonova/compute-core/api/kilonova/usage-by-project/usage-schema'
import type { UsageMeasure } from '@kilonova/compute-core/domain/quota/usage-keys'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'
import { type Period, stepOf } from './period.ts'

export type UsageDay = UsageDayView
/** What one server used within the period. */
export type ServerUsage = NonNullable<UsageView['server_usages']>[number]

const pageSize = 50
/** The most that compute answers with at once. */
const wholePage = 1000

const spanOf = ({ start, stop }: Period) => `start=${start.toISOString()}&end=${stop.toISOString()}`

/** What the project used on each day of the period. */
export const usageDaysQuery = (bff: Bff, projectId: string, period: Period, zone: string) =>
  queryOptions({
    queryKey: [bff.scope, 'usage', 'days', projectId, spanOf(period), zone],
    queryFn: async ({ signal }) => {
      const path = `/kilonova/usage-per-day?${spanOf(period)}&project_id=${encodeURIComponent(projectId)}&time_zone=${encodeURIComponent(zone)}`
      return (await api(bff).read<{ usage_per_day: UsageDay[] }>('compute', path, { signal })).usage_per_day
    },
    placeholderData: keepPreviousData,
    meta: { staleAfter: [] },
  })

/** One page of the servers that ran within the period, and the marker of the next page where there is one. */
export const usageServersQuery = (bff: Bff, projectId: string, period: Period, marker: string | null) =>
  queryOptions({
    queryKey: [bff.scope, 'usage', 'servers', projectId, spanOf(period), marker],
    queryFn: async ({ signal }) => {
      const found = await readServers(bff, projectId, period, { marker, limit: pageSize + 1, signal })
      const servers = found.slice(0, pageSize)
      return { servers, next: found.length > pageSize ? servers.at(-1)!.instance_id : null }
    },
    placeholderData: keepPreviousData,
    meta: { staleAfter: [] },
  })

/** What the servers of a project used within the period. */
export type ProjectUsage = ProjectUsageView

/** A page of what each project used within the period. */
export const projectUsageQuery = (bff: Bff, period: Period, request: ListRequest) =>
  listQuery<ProjectUsage>({
    queryKey: [bff.scope, 'usage', 'projects', spanOf(period), request],
    queryFn: ({ signal }) =>
      apiPage(
        bff,
        {
          service: 'compute',
          path: `/kilonova/usage-by-project?${spanOf(period)}`,
          rows: 'usage',
          marker: ({ project_id: id }: ProjectUsage) => id,
        },
        request,
        signal,
      ),
    meta: { staleAfter: [] },
  })

/** How much of a measure the projects that used most of it used in each day or month of the period, and the others together. */
export const usageByPeriodQuery = (bff: Bff, period: Period, measure: UsageMeasure, zone: string) =>
  queryOptions({
    queryKey: [bff.scope, 'usage', 'periods', spanOf(period), measure, zone],
    queryFn: async ({ signal }) => {
      const step = stepOf(period)
      const path = `/kilonova/usage-by-period?${spanOf(period)}&step=${step}&measure=${measure}&time_zone=${encodeURIComponent(zone)}`
      const { usage_by_period: usage } = await api(bff).read<{ usage_by_period: UsageByPeriodView }>('compute', path, {
        signal,
      })
      return { ...usage, step }
    },
    placeholderData: keepPreviousData,
    meta: { staleAfter: [] },
  })

/** All servers that ran within the period, for a file. */
export async function readAllServers(bff: Bff, projectId: string, period: Period): Promise<ServerUsage[]> {
  const all: ServerUsage[] = []
  for (;;) {
    const marker = all.at(-1)?.instance_id ?? null
    const page = await readServers(bff, projectId, period, { marker, limit: wholePage })
    all.push(...page)
    // A server may answer with less than was asked for.
    if (page.length === 0) return all
  }
}

interface PageAsked {
  marker: string | null
  limit: number
  signal?: AbortSignal
}

async function readServers(bff: Bff, projectId: string, period: Period, { marker, limit, signal }: PageAsked) {
  const page = `limit=${limit}${marker === null ? '' : `&marker=${encodeURIComponent(marker)}`}`
  const path = `/os-simple-tenant-usage/${encodeURIComponent(projectId)}?${spanOf(period)}&detailed=1&${page}`
  const request = signal ? { signal } : {}
  const { tenant_usage: usage } = await api(bff).read<{ tenant_usage: Partial<UsageView> }>('compute', path, request)
  return usage.server_usages ?? []
}
