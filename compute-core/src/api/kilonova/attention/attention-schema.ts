import { z } from 'zod'

/** Why a server needs somebody. */
export const attentionKind = z.enum(['error', 'resized', 'soft-deleted'])

/** A server that needs somebody, in a response. */
export const attentionSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  project_id: z.string(),
  kind: attentionKind,
  /** What went wrong with a server in error. */
  reason: z.string().nullable(),
  since: z.string(),
  /** When the cloud does by itself what it waits for: confirms the resize, deletes for good. Null where it never does. */
  due_at: z.string().nullable(),
})

/** How many servers there are of each kind. */
const totalsSchema = z.strictObject({ error: z.int(), resized: z.int(), 'soft-deleted': z.int() })

/** The servers that need somebody, in a response. */
export const attentionListSchema = z.strictObject({ totals: totalsSchema, servers: z.array(attentionSchema) })

/** A server that needs somebody. */
export type AttentionView = z.output<typeof attentionSchema>
/** The servers that need somebody. */
export type AttentionListView = z.output<typeof attentionListSchema>
