import { z } from 'zod'

/** What a new aggregate is answered with. */
export const newAggregateSchema = z.strictObject({
  id: z.number(),
  uuid: z.string(),
  name: z.string(),
  availability_zone: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string().nullable(),
  deleted: z.boolean(),
  deleted_at: z.string().nullable(),
})

/** A host aggregate in a response. */
export const aggregateSchema = newAggregateSchema.extend({
  hosts: z.array(z.string()),
  metadata: z.record(z.string(), z.string()),
})

/** A host aggregate in a response. */
export type AggregateView = z.output<typeof aggregateSchema>
