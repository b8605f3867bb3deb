import { z } from 'zod'
import { timeZoneValue } from '#platform/service/time-zone'
import { countActivityByDay } from '#store/activity-queries'
import { route } from '../../route.ts'
import { allTenants, projectAsked } from '../project-asked.ts'
import { activityDaySchema } from './activity-count-schema.ts'

const mostDays = 90

/** How much was asked of servers, day by day. */
export const activityCountRoutes = [
  route('GET /kilonova/activity-counts', {
    query: {
      parameters: {
        all_tenants: allTenants,
        project_id: { summary: 'For administrators: of this project.', narrows: 'project_id' },
        days: {
          value: z
            .string()
            .refine((text) => /^[1-9]\d?$/.test(text) && Number(text) <= mostDays, `It must be 1 to ${mostDays}.`),
          once: true,
          summary: 'How many days, the last of which is today; 7 unless said otherwise.',
        },
        time_zone: {
          value: timeZoneValue,
          once: true,
          summary: 'Where a day begins, as Europe/Berlin; UTC by default.',
        },
      },
    },
    response: z.strictObject({ activity_counts: z.array(activityDaySchema) }),
    summary: 'Counts what was asked of servers on each of the last days, by how it has gone.',
    async handle(api, context) {
      const projectId = projectAsked(context, 'kilonova:activity')
      const days = await countActivityByDay(api.db, {
        projectId,
        days: Number(context.query.one('days') ?? 7),
        timeZone: context.query.one('time_zone') ?? 'UTC',
        now: api.clock.now(),
      })
      return { body: { activity_counts: days.map((day) => ({ ...day, start: day.start.toISOString() })) } }
    },
  }),
]
