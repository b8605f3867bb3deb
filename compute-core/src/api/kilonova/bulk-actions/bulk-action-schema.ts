import { z } from 'zod'

/** One action asked of many servers, and what they have come to. */
export const bulkActionSchema = z.strictObject({
  id: z.string(),
  /** As in the body of POST /servers/{id}/action, or `delete`. */
  action: z.string(),
  body: z.record(z.string(), z.unknown()).nullable(),
  user_id: z.string(),
  /** Null for a user that is gone. */
  user_name: z.string().nullable(),
  project_id: z.string().nullable(),
  request_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  /** When nothing more was to be sent. */
  finished_at: z.string().nullable(),
  /** `failed` where not all went well, once all have ended. */
  outcome: z.enum(['running', 'done', 'failed']),
  counts: z.strictObject({
    total: z.number(),
    waiting: z.number(),
    running: z.number(),
    done: z.number(),
    failed: z.number(),
    refused: z.number(),
    not_sent: z.number(),
  }),
})

export const itemOutcomes = ['waiting', 'running', 'done', 'failed', 'refused', 'not-sent'] as const

/** One server of it. */
export const bulkItemSchema = z.strictObject({
  position: z.number(),
  server_id: z.string(),
  /** Null where there is no such server in the project. */
  server_name: z.string().nullable(),
  server_deleted: z.boolean(),
  /** The request that the server was asked by, or will be. */
  request_id: z.string(),
  outcome: z.enum(itemOutcomes),
  /** What the API has answered. */
  status: z.number().nullable(),
  message: z.string().nullable(),
  sent_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  steps_done: z.number(),
  /** Null where no steps are under way. */
  steps_total: z.number().nullable(),
})

/** One action asked of many servers. */
export type BulkActionView = z.output<typeof bulkActionSchema>

/** One server of it. */
export type BulkItemView = z.output<typeof bulkItemSchema>
