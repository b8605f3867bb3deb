import { z } from 'zod'

const ruleSchema = z.strictObject({
  id: z.string(),
  parent_group_id: z.string(),
  ip_protocol: z.string().nullable(),
  from_port: z.number().nullable(),
  to_port: z.number().nullable(),
  group: z.strictObject({}),
  ip_range: z.strictObject({ cidr: z.string().optional() }),
})

/** A security group of a server in a response. */
export const securityGroupSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  tenant_id: z.string(),
  rules: z.array(ruleSchema),
})
