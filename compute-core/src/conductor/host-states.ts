import type { PlacementService, ProviderUsage } from '#services/placement/placement-service'
import { sharedReading } from '#platform/shared-reading'
import { hostAggregates } from '#scheduler/host-aggregates'
import type { HostState, Stock } from '#scheduler/host-state'
import { aggregatesByHost } from '#store/aggregate-store'
import { hostLoads, listHosts } from '#store/host-store'
import type { Conductor } from './conductor.ts'

const nothing: Stock = { total: 0, reserved: 0, allocationRatio: 1, used: 0, maxUnit: 0 }

type Reads = Pick<Conductor, 'db' | 'placement' | 'settings'>

/** Every host as the scheduler wants to see it, from compute's rows and placement's books. */
export async function hostStates(io: Reads): Promise<readonly HostState[]> {
  const [hosts, providers, loads, aggregates] = await Promise.all([
    listHosts(io.db, io.settings.service_down_time),
    io.placement.providers(),
    hostLoads(io.db),
    aggregatesByHost(io.db),
  ])
  const isolation = {
    namespace: io.settings.aggregate_image_properties_isolation_namespace,
    separator: io.settings.aggregate_image_properties_isolation_separator,
  }
  const providerOf = new Map(providers.map((provider) => [provider.providerId, provider]))
  return hosts.map((host) => ({
    id: host.id,
    name: host.name,
    zone: host.zone,
    enabled: host.enabled,
    up: host.up,
    facts: host.facts,
    vcpu: stock(providerOf.get(host.id), 'VCPU'),
    ramMb: stock(providerOf.get(host.id), 'MEMORY_MB'),
    diskGb: stock(providerOf.get(host.id), 'DISK_GB'),
    serverIds: loads.get(host.id)?.serverIds ?? [],
    aggregates: hostAggregates(aggregates.metadata.get(host.id) ?? [], aggregates.keys, isolation),
    ioOps: loads.get(host.id)?.ioOps ?? 0,
  }))
}

const readings = new WeakMap<PlacementService, () => Promise<readonly HostState[]>>()

/** The same, read once for a whole burst; who takes room of a host says so with `reckon`, for the others who share the reading. */
export function sharedHostStates(io: Reads): Promise<readonly HostState[]> {
  const read = readings.get(io.placement) ?? sharedReading(() => hostStates(io))
  readings.set(io.placement, read)
  return read()
}

function stock(provider: ProviderUsage | undefined, resourceClass: string): Stock {
  const inventory = provider?.inventories[resourceClass]
  if (!inventory) return { ...nothing }
  const { total, reserved, allocationRatio, used, maxUnit = total } = inventory
  return { total, reserved, allocationRatio, used, maxUnit: Math.min(maxUnit, total) }
}
