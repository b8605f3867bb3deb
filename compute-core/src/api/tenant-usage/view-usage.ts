import { hoursWithin, type UsageSpan } from '#domain/quota/usage-span'
import { isoMicros } from '#platform/clock'
import type { UsedServer } from '#store/usage-queries'

/** A span with how its ends are shown. */
export interface ShownSpan extends UsageSpan {
  shown: { start: string; stop: string }
}

const diskGb = ({ flavor }: UsedServer) => flavor.diskGb + flavor.ephemeralGb

/** What one server used within the span. */
function viewServerUsage(server: UsedServer, span: UsageSpan, now: Date) {
  const end = server.terminatedAt ?? now
  return {
    instance_id: server.id,
    name: server.name,
    flavor: server.flavor.name,
    tenant_id: server.projectId,
    hours: hoursOf(server, span),
    uptime: Math.max(0, Math.floor((end.getTime() - server.launchedAt.getTime()) / 1000)),
    started_at: isoMicros(server.launchedAt),
    ended_at: server.terminatedAt && isoMicros(server.terminatedAt),
    state: server.terminatedAt ? 'terminated' : server.vmState,
    vcpus: server.flavor.vcpus,
    memory_mb: server.flavor.ramMb,
    local_gb: diskGb(server),
  }
}

const hoursOf = (server: UsedServer, span: UsageSpan) =>
  hoursWithin(span, { from: server.launchedAt, to: server.terminatedAt })

/** What a project's servers used within the span, added up; each by itself when `inFull`. */
export function viewUsage(servers: readonly UsedServer[], span: ShownSpan, now: Date, inFull: boolean) {
  const total = (of: (server: UsedServer) => number) =>
    servers.reduce((sum, server) => sum + of(server) * hoursOf(server, span), 0)
  return {
    tenant_id: servers[0]!.projectId,
    ...span.shown,
    total_hours: total(() => 1),
    total_vcpus_usage: total(({ flavor }) => flavor.vcpus),
    total_memory_mb_usage: total(({ flavor }) => flavor.ramMb),
    total_local_gb_usage: total(diskGb),
    ...(inFull && { server_usages: servers.map((server) => viewServerUsage(server, span, now)) }),
  }
}
