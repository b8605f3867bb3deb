import { z } from 'zod'

/** What servers used on one day, in a response. */
export const usageDaySchema = z.strictObject({
  /** Its date in the time zone that was asked for: 2026-11-30. */
  date: z.string(),
  /** When it begins, or the span that was asked for does. */
  start: z.string(),
  /** When it ends, or the span does; now at the latest. */
  stop: z.string(),
  /** How many servers ran at any time of it. */
  servers: z.int(),
  hours: z.number(),
  vcpu_hours: z.number(),
  memory_mb_hours: z.number(),
  disk_gb_hours: z.number(),
})

/** What servers used on one day. */
export type UsageDayView = z.output<typeof usageDaySchema>
