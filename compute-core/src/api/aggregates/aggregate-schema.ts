import { z } from 'zod'

/** A host aggregate in a response. */
export const aggregateSchema = z.strictObject({
  id: z.number(),
  uuid: z.string().optional(),
  name: z.string(),
  availability_zone: z.string().nullable(),
  hosts: z.array(z.string()),
  metadata: z.record(z.string(), z.string()),
  created_at: z.string(),
  updated_at: z.string().nullable(),
  deleted: z.boolean(),
  deleted_at: z.string().nullable(),
})
