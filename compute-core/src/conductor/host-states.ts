import type { ProviderUsage } from '#companions/placement/placement-service'
import type { HostState, Stock } from '#scheduler/host-state'
import { hostLoads, listHosts } from '#store/host-store'
import type { Conductor } from './conductor.ts'

const nothing: Stock = { total: 0, reserved: 0, allocationRatio: 1, used: 0, maxUnit: 0 }

/** Every host as the scheduler wants to see it, from compute's rows and placement's books. */
export async function hostStates(io: Pick<Conductor, 'db' | 'placement' | 'settings'>): Promise<readonly HostState[]> {
  const [hosts, providers, loads] = await Promise.all([
    listHosts(io.db, io.settings.service_down_time),
    io.placement.providers(),
    hostLoads(io.db),
  ])
  const providerOf = new Map(providers.map((provider) => [provider.providerId, provider]))
  return hosts.map((host) => ({
    id: host.id,
    name: host.name,
    zone: host.zone,
    enabled: host.enabled,
    disabledReason: host.disabledReason,
    up: host.up,
    facts: host.facts,
    vcpu: stock(providerOf.get(host.id), 'VCPU'),
    ramMb: stock(providerOf.get(host.id), 'MEMORY_MB'),
    diskGb: stock(providerOf.get(host.id), 'DISK_GB'),
    serverIds: loads.get(host.id)?.serverIds ?? [],
    ioOps: loads.get(host.id)?.ioOps ?? 0,
  }))
}

function stock(provider: ProviderUsage | undefined, resourceClass: string): Stock {
  const inventory = provider?.inventories[resourceClass]
  if (!inventory) return nothing
  const { total, reserved, allocationRatio, used, maxUnit = total } = inventory
  return { total, reserved, allocationRatio, used, maxUnit: Math.min(maxUnit, total) }
}
