import { z } from 'zod'

/** How far the hosts are with their audit of a month's usage, in a response. */
export const usageAuditLogSchema = z.strictObject({
  hosts_not_run: z.array(z.string()),
  log: z.strictObject({}),
  num_hosts: z.number(),
  num_hosts_done: z.number(),
  num_hosts_not_run: z.number(),
  num_hosts_running: z.number(),
  overall_status: z.string(),
  period_beginning: z.string(),
  period_ending: z.string(),
  total_errors: z.number(),
  total_instances: z.number(),
})
