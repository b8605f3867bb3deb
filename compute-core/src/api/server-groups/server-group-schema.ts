import { z } from 'zod'
import { serverGroupPolicies } from '#domain/server-group/server-group'

/** A server group in a response. */
export const serverGroupSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  policy: z.enum(serverGroupPolicies),
  rules: z.strictObject({ max_server_per_host: z.number().optional() }),
  members: z.array(z.string()),
  project_id: z.string(),
  user_id: z.string(),
})

/** A server group in a response. */
export type ServerGroupView = z.output<typeof serverGroupSchema>
