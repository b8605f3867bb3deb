import { z } from 'zod'

const refusalSchema = z.strictObject({ rule: z.string(), reason: z.string() })

const hostSchema = z.strictObject({
  host: z.string(),
  zone: z.string(),
  /** 1 is where the next server would go; null for a host that would get none. */
  rank: z.int().nullable(),
  weight: z.number().nullable(),
  /** How many such servers it would take, 1000 at most. */
  fits: z.int(),
  /** What refuses the one after those. */
  full_when: refusalSchema.nullable(),
  /** Every rule that refuses it; it passes all others of `rules`. */
  refusals: z.array(refusalSchema),
})

/** Whether servers would find hosts, and why not. */
export const fitSchema = z.strictObject({
  count: z.int(),
  /** How many of `count` would find a host, asked for at once. */
  fits: z.int(),
  /** How many hosts would take one. */
  hosts: z.int(),
  /** How many hosts would not, for each reason. */
  reasons: z.record(z.string(), z.int()),
  /** For administrators: the rules in the order in which they are asked, what they say of each host, and how many servers find a host. */
  table: z.strictObject({ rules: z.array(z.string()), by_host: z.array(hostSchema), total: z.int() }).optional(),
})

/** Whether servers would find hosts, and why not. */
export type FitView = z.output<typeof fitSchema>

/** What the scheduler says of one host. */
export type FitHostView = z.output<typeof hostSchema>
