import { z } from 'zod'

/** Something that was done, in a response. */
export const auditSchema = z.strictObject({
  id: z.string(),
  /** When the request ended. */
  event_time: z.string(),
  service: z.string(),
  /** The slug of the operation: server-create, user-update, sign-in. */
  action: z.string(),
  method: z.string(),
  path: z.string(),
  /** Null for a sign-in of somebody who is not known. */
  user_id: z.string().nullable(),
  user_name: z.string().nullable(),
  /** The project that the token was for. */
  project_id: z.string().nullable(),
  project_name: z.string().nullable(),
  scope: z.enum(['project', 'domain', 'system', 'none']),
  /** By what the token was had, if not by the person. */
  application_credential_id: z.string().nullable(),
  trust_id: z.string().nullable(),
  /** Who acted by the trust. */
  trustee_user_id: z.string().nullable(),
  target: z.strictObject({
    kind: z.string().nullable(),
    id: z.string().nullable(),
    /** As it was called then. */
    name: z.string().nullable(),
  }),
  outcome: z.enum(['success', 'failure', 'refused', 'running']),
  /** The status of the answer. */
  status: z.int(),
  /** Why it failed or was refused. */
  message: z.string().nullable(),
  /** By what somebody signed in. */
  methods: z.array(z.string()).nullable(),
  request_id: z.string(),
  address: z.string().nullable(),
  /** How many requests it stands for: of a caller who came to nothing again and again within a minute, it is the last one. */
  times: z.int(),
  /** Whether the activity of servers tells its steps, under the same request id. */
  has_steps: z.boolean(),
})

/** Something that was done: who, what, on which, and how it ended. */
export type AuditView = z.output<typeof auditSchema>
