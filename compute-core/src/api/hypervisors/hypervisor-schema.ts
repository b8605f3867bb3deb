import { z } from 'zod'

/** A hypervisor in the short list; its servers only where they are asked for. */
export const briefHypervisorSchema = z.strictObject({
  id: z.string(),
  hypervisor_hostname: z.string(),
  state: z.enum(['up', 'down']),
  status: z.enum(['enabled', 'disabled']),
  servers: z.array(z.strictObject({ name: z.string(), uuid: z.string() })).optional(),
})

/** A hypervisor in a response. */
export const hypervisorSchema = briefHypervisorSchema.extend({
  hypervisor_type: z.string(),
  hypervisor_version: z.number(),
  host_ip: z.string(),
  service: z.strictObject({ id: z.string(), host: z.string(), disabled_reason: z.string().nullable() }),
  uptime: z.string().nullable(),
})
