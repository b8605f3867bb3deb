import { z } from 'zod'

/** What the servers of a project used within a span, in a response. */
export const projectUsageSchema = z.strictObject({
  project_id: z.string(),
  /** Null for a project that is gone. */
  project_name: z.string().nullable(),
  domain_name: z.string().nullable(),
  /** How many ran at any time of the span. */
  servers: z.int(),
  servers_now: z.int(),
  hours: z.number(),
  vcpu_hours: z.number(),
  memory_mb_hours: z.number(),
  disk_gb_hours: z.number(),
})

/** What the servers of a project used within a span. */
export type ProjectUsageView = z.output<typeof projectUsageSchema>

/** How much projects used in each day or month of a span, in a response. */
export const usageByPeriodSchema = z.strictObject({
  /** When each day or month begins, or the span does; the last ends with the span. */
  starts: z.array(z.string()),
  stop: z.string(),
  /** The projects that used most, the one that used most first, and then all others together, without an id. */
  projects: z.array(
    z.strictObject({
      project_id: z.string().nullable(),
      project_name: z.string().nullable(),
      /** One for each of `starts`. */
      amounts: z.array(z.number()),
    }),
  ),
})

/** How much projects used in each day or month of a span. */
export type UsageByPeriodView = z.output<typeof usageByPeriodSchema>
