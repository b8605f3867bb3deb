import { z } from 'zod'

const stepSchema = z.strictObject({
  event: z.string(),
  start_time: z.string(),
  finish_time: z.string().nullable(),
  result: z.enum(['Success', 'Error']).nullable(),
  /** The host as the project may know it: the same for all its servers there. */
  hostId: z.string(),
  host: z.string().optional(),
  details: z.string().nullable().optional(),
  traceback: z.string().nullable().optional(),
})

/** Something that was asked of a server. */
export const activitySchema = z.strictObject({
  id: z.string(),
  action: z.string(),
  request_id: z.string(),
  user_id: z.string(),
  /** Null for a user that is gone. */
  user_name: z.string().nullable(),
  project_id: z.string(),
  /** Null for a project that is gone. */
  project_name: z.string().nullable(),
  server_id: z.string(),
  server_name: z.string(),
  server_deleted: z.boolean(),
  /** The action on many servers that it is a part of. */
  bulk_action_id: z.string().nullable(),
  start_time: z.string(),
  finish_time: z.string().nullable(),
  outcome: z.enum(['running', 'done', 'failed']),
  /** Why it has failed. */
  message: z.string().nullable(),
  steps: z.array(stepSchema),
  /** How many steps it will have had if all goes well; null once it has ended. */
  steps_total: z.number().nullable(),
})

/** Something that was asked of a server, with its steps. */
export type ActivityView = z.output<typeof activitySchema>

/** One step of it. */
export type ActivityStepView = z.output<typeof stepSchema>
