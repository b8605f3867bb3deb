import { z } from 'zod'

/** What was asked of servers on one day, by how it has gone, in a response. */
export const activityDaySchema = z.strictObject({
  /** Its date in the time zone that was asked for: 2026-11-30. */
  date: z.string(),
  /** When it begins. */
  start: z.string(),
  done: z.int(),
  failed: z.int(),
  running: z.int(),
})

/** What was asked of servers on one day. */
export type ActivityDayView = z.output<typeof activityDaySchema>
