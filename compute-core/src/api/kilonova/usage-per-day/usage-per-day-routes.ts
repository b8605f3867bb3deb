import { z } from 'zod'
import { forbidden } from '#platform/errors'
import { asBoolean, booleanValue } from '#platform/service/fields'
import { timeZoneValue } from '#platform/service/time-zone'
import { usageByDay } from '#store/usage-queries'
import { type RequestContext, route } from '../../route.ts'
import { spanAsked, spanParameters } from '../usage-by-project/usage-span-asked.ts'
import { usageDaySchema } from './usage-per-day-schema.ts'

/** Whose usage is asked for; undefined for that of all projects. The rules are those of os-simple-tenant-usage. */
function projectOf({ caller, query, permit }: RequestContext): string | undefined {
  if (asBoolean(query.one('all_tenants') ?? 'false')) {
    permit('os_compute_api:os-simple-tenant-usage:list')
    return undefined
  }
  const asked = query.one('project_id')
  if (asked !== undefined) {
    permit('os_compute_api:os-simple-tenant-usage:show', { projectId: asked })
    return asked
  }
  if (caller.projectId === null)
    throw forbidden('The token is not scoped to a project. Request a project-scoped token.')
  permit('os_compute_api:os-simple-tenant-usage:show', { projectId: caller.projectId })
  return caller.projectId
}

/** What servers used, day by day: the same hours that os-simple-tenant-usage adds up. */
export const usagePerDayRoutes = [
  route('GET /kilonova/usage-per-day', {
    query: {
      parameters: {
        all_tenants: { value: booleanValue, once: true, summary: 'True for all projects, for administrators.' },
        project_id: { once: true, summary: 'Of which project; that of the token by default.' },
        ...spanParameters,
        time_zone: {
          value: timeZoneValue,
          once: true,
          summary: 'Where a day begins, as Europe/Berlin; UTC by default.',
        },
      },
    },
    response: z.strictObject({ usage_per_day: z.array(usageDaySchema) }),
    summary: 'Lists what servers used on each day of a span of time, deleted ones included.',
    async handle(api, context) {
      const { query } = context
      const projectId = projectOf(context)
      const timeZone = query.one('time_zone') ?? 'UTC'
      const days = await usageByDay(api.db, {
        projectId,
        timeZone,
        span: spanAsked(context, api.clock.now()),
      })
      const view = days.map((day) => ({
        date: day.date,
        start: day.start.toISOString(),
        stop: day.stop.toISOString(),
        servers: day.servers,
        hours: day.hours,
        vcpu_hours: day.vcpuHours,
        memory_mb_hours: day.memoryMbHours,
        disk_gb_hours: day.diskGbHours,
      }))
      return { body: { usage_per_day: view } }
    },
  }),
]
