import { z } from 'zod'

/** A template in a list. */
export const briefServerTemplateSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  project_id: z.string(),
  /** Who made it. */
  user_id: z.string(),
  /** Null for a user that is gone. */
  user_name: z.string().nullable(),
  /** Grows with every change. */
  revision: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Whether the caller may rename and overwrite it. */
  may_update: z.boolean(),
  may_delete: z.boolean(),
})

/** A template with what it asks for: the body of POST /servers, or a part of it. */
export const serverTemplateSchema = briefServerTemplateSchema.extend({
  request: z.strictObject({
    server: z.record(z.string(), z.unknown()),
    'os:scheduler_hints': z.record(z.string(), z.unknown()).optional(),
  }),
})

/** A template in a list. */
export type BriefServerTemplateView = z.output<typeof briefServerTemplateSchema>

/** A template with what it asks for. */
export type ServerTemplateView = z.output<typeof serverTemplateSchema>
