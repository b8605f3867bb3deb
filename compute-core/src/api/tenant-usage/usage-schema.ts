import { z } from 'zod'

const serverUsageSchema = z.strictObject({
  instance_id: z.string(),
  name: z.string(),
  flavor: z.string(),
  tenant_id: z.string(),
  hours: z.number(),
  uptime: z.number(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  state: z.string(),
  vcpus: z.number(),
  memory_mb: z.number(),
  local_gb: z.number(),
})

/** What a project used in a span of time, in a response; server by server only where that is asked for. */
export const usageSchema = z.strictObject({
  tenant_id: z.string(),
  start: z.string(),
  stop: z.string(),
  total_hours: z.number(),
  total_vcpus_usage: z.number(),
  total_memory_mb_usage: z.number(),
  total_local_gb_usage: z.number(),
  server_usages: z.array(serverUsageSchema).optional(),
})

/** What a project used in a span of time, in a response. */
export type UsageView = z.output<typeof usageSchema>
