import { z } from 'zod'
import { forbidden, invalid } from '#platform/errors'
import { asBoolean, booleanValue, readTime, timeValue } from '#platform/service/fields'
import { timeZoneValue } from '#platform/service/time-zone'
import { usageByDay } from '#store/usage-queries'
import { type RequestContext, route } from '../../route.ts'
import { usageDaySchema } from './usage-per-day-schema.ts'

const dayMs = 86_400_000
const mostDays = 400

/** Whose usage is asked for; undefined for that of all projects. The rules are those of os-simple-tenant-usage. */
function projectOf({ caller, query, permit }: RequestContext): string | undefined {
  if (asBoolean(query.one('all_tenants') ?? 'false')) {
    permit('os_compute_api:os-simple-tenant-usage:list')
    return undefined
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
        start: { value: timeValue, once: true, summary: 'From when on; 30 days before the end by default.' },
        end: { value: timeValue, once: true, summary: 'Until when; now by default, and at the latest.' },
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
      const now = api.clock.now()
      const end = readTime(query.one('end') ?? '') ?? now
      const stop = end > now ? now : end
      const start = readTime(query.one('start') ?? '') ?? new Date(stop.getTime() - 30 * dayMs)
      if (start >= stop) throw invalid('start must be before the end, and in the past.', 'start')
      if (stop.getTime() - start.getTime() > mostDays * dayMs)
        throw invalid(`The span must be ${mostDays} days at most.`, 'start')
      const timeZone = query.one('time_zone') ?? 'UTC'
      const days = await usageByDay(api.db, { projectId, timeZone, span: { start, stop } })
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
