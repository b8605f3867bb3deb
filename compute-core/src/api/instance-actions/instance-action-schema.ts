import { z } from 'zod'

const eventSchema = z.strictObject({
  event: z.string(),
  start_time: z.string(),
  finish_time: z.string().nullable(),
  result: z.string().nullable(),
  hostId: z.string(),
  host: z.string().optional(),
  traceback: z.string().nullable().optional(),
  details: z.string().nullable().optional(),
})

/** What was asked of a server, in the list. */
export const briefInstanceActionSchema = z.strictObject({
  action: z.string(),
  instance_uuid: z.string(),
  request_id: z.string(),
  user_id: z.string(),
  project_id: z.string(),
  start_time: z.string(),
  updated_at: z.string(),
  message: z.string().nullable(),
})

/** What was asked of a server, with its steps; where they ran and what went wrong only for whoever may see it. */
export const instanceActionSchema = briefInstanceActionSchema.extend({ events: z.array(eventSchema) })

/** What was asked of a server, in the list. */
export type BriefInstanceActionView = z.output<typeof briefInstanceActionSchema>

/** What was asked of a server, with its steps. */
export type InstanceActionView = z.output<typeof instanceActionSchema>

/** One step of what was asked of a server. */
export type InstanceActionEventView = z.output<typeof eventSchema>
