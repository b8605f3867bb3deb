import { z } from 'zod'
import { type AuditPeriod, lastMonthBefore } from '#domain/quota/audit-period'
import { invalid } from '#platform/errors'
import type { Fields } from '#platform/service/history'
import { listHostsInUse } from '#store/host-queries'
import type { ComputeDeps } from '../compute-deps.ts'
import { route } from '../route.ts'
import { usageAuditLogSchema } from './usage-audit-log-schema.ts'

const writtenTime = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$/

function timeOf(text: string): Date {
  const time = writtenTime.test(text) ? new Date(`${text.replace(' ', 'T')}Z`) : undefined
  if (!time || Number.isNaN(time.getTime()))
    throw invalid(`Invalid timestamp for date ${text}. Write it as YYYY-MM-DD HH:MM:SS.`)
  return time
}

const asNovaWrites = (date: Date) => date.toISOString().slice(0, 19).replace('T', ' ')

/** No host audits here, as in a Nova whose instance_usage_audit is off: usage is read from the servers themselves when it is asked for. */
async function viewAudit({ db }: ComputeDeps, { begin, end }: AuditPeriod): Promise<Fields> {
  const hosts = (await listHostsInUse(db, {})).map(({ name }) => name)
  return {
    hosts_not_run: hosts,
    log: {},
    num_hosts: hosts.length,
    num_hosts_done: 0,
    num_hosts_not_run: hosts.length,
    num_hosts_running: 0,
    overall_status: hosts.length === 0 ? 'ALL hosts done. 0 errors.' : `0 of ${hosts.length} hosts done. 0 errors.`,
    period_beginning: asNovaWrites(begin),
    period_ending: asNovaWrites(end),
    total_errors: 0,
    total_instances: 0,
  }
}

/** How far the hosts are with their audit of a month's usage. */
export const usageAuditLogRoutes = [
  route('GET /os-instance_usage_audit_log', {
    rule: 'os_compute_api:os-instance-usage-audit-log:list',
    response: z.strictObject({ instance_usage_audit_logs: usageAuditLogSchema }),
    summary: "Shows how far the hosts are with the audit of last month's usage.",
    handle: async (api) => ({
      body: { instance_usage_audit_logs: await viewAudit(api, lastMonthBefore(api.clock.now())) },
    }),
  }),
  route('GET /os-instance_usage_audit_log/:before', {
    rule: 'os_compute_api:os-instance-usage-audit-log:show',
    response: z.strictObject({ instance_usage_audit_log: usageAuditLogSchema }),
    summary: "Shows how far the hosts are with the audit of an earlier month's usage.",
    handle: async (api, context) => ({
      body: { instance_usage_audit_log: await viewAudit(api, lastMonthBefore(timeOf(context.params['before']!))) },
    }),
  }),
]
