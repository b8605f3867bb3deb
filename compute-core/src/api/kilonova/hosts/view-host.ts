import { isUp } from '#domain/host/service-state'
import type { HostProgress } from '#platform/host-state/host-state'
import type { ProviderUsage } from '#services/placement/placement-service'
import { writePlace } from '#platform/wire/place'
import type { HostIdentity } from '#store/host-identity-store'
import type { HostInAggregates } from '#store/host-search'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { HostDetailView, HostView, UnreportedHostView } from './host-schema.ts'

type Clocks = Pick<ComputeDeps, 'clock' | 'config'>

/** A host as lists have it; `provider` is undefined while placement does not know it. */
export function viewHost(
  { clock, config }: Clocks,
  host: HostInAggregates,
  provider: ProviderUsage | undefined,
): HostView {
  const { facts } = host
  const { arch, vendor, model, topology } = facts.cpuInfo
  return {
    id: host.id,
    name: host.name,
    service_id: host.serviceId,
    state: isUp(host, clock.now(), config.service_down_time) ? 'up' : 'down',
    status: host.enabled ? 'enabled' : 'disabled',
    disabled_reason: host.disabledReason,
    forced_down: host.forcedDown,
    zone: host.zone,
    aggregates: [...host.aggregates],
    updated_at: host.lastSeenAt.toISOString(),
    booted_at: facts.bootedAt ?? null,
    host_ip: host.hostIp,
    hypervisor_type: facts.hypervisorType,
    hypervisor_version: facts.hypervisorVersion,
    libvirt_version: facts.libvirtVersion ?? null,
    kernel: facts.kernel ?? null,
    agent_version: facts.agentVersion ?? null,
    cpu: { arch, vendor, model, ...topology },
    dedicated_cpus: facts.dedicatedCpus ?? 0,
    servers: host.servers,
    active_servers: host.activeServers,
    busy_servers: host.busyServers,
    provider_generation: provider?.generation ?? null,
    inventories: Object.fromEntries(
      Object.entries(provider?.inventories ?? {}).map(([name, inventory]) => [
        name,
        {
          total: inventory.total,
          reserved: inventory.reserved,
          min_unit: inventory.minUnit,
          max_unit: inventory.maxUnit,
          step_size: inventory.stepSize,
          allocation_ratio: inventory.allocationRatio,
          used: inventory.used,
          reported_reserved: inventory.reportedReserved,
          reported_ratio: inventory.reportedRatio,
        },
      ]),
    ),
  }
}

/** A machine that has joined and of which no more is known. */
export const viewUnreported = (identity: HostIdentity): UnreportedHostView => ({
  name: identity.hostName,
  address: writePlace(identity),
  agent_version: identity.agentVersion,
  joined_at: identity.joinedAt.toISOString(),
})

/** A host with all that is known of it. */
export const viewHostInFull = (
  api: Clocks,
  host: HostInAggregates,
  provider: ProviderUsage | undefined,
  {
    identity,
    progress,
    withoutDisks,
  }: { identity: HostIdentity | undefined; progress: HostProgress; withoutDisks: number },
): HostDetailView => ({
  ...viewHost(api, host, provider),
  certificate: identity
    ? {
        serial: identity.serial,
        not_after: identity.notAfter.toISOString(),
        renewed_at: identity.renewedAt?.toISOString() ?? null,
      }
    : null,
  contract_version: identity?.contractVersion ?? host.facts.contractVersion ?? null,
  address: identity ? writePlace(identity) : null,
  joined_at: identity?.joinedAt.toISOString() ?? null,
  servers_without_disks: withoutDisks,
  desired_state: {
    generation: progress.generation,
    reached: progress.reached,
    reached_at: progress.reachedAt?.toISOString() ?? null,
    troubles: progress.troubles.map(({ subjectId, message }) => ({ server_id: subjectId, message })),
  },
  traits: [...(provider?.traits ?? host.facts.traits)],
  cpu_features: [...host.facts.cpuInfo.features].toSorted(),
  numa_cells: (host.facts.cells ?? []).map(({ id, memoryMb, cpus, dedicatedCpus }) => ({
    id,
    memory_mb: memoryMb,
    cpus: [...cpus],
    dedicated_cpus: [...dedicatedCpus],
  })),
})
