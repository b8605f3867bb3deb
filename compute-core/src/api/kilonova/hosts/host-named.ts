import { notFound } from '#platform/errors'
import { hostPage, type HostInAggregates } from '#store/host-search'
import type { ComputeDeps } from '../../compute-deps.ts'
import { heartbeatOf } from '../../hypervisors/heartbeat.ts'

const byName = [{ key: 'hypervisor_hostname', direction: 'asc' }] as const

/** The host of that name; not found where there is none. */
export async function hostNamed(api: ComputeDeps, name: string): Promise<HostInAggregates> {
  const { rows } = await hostPage(api.db, heartbeatOf(api), { terms: [], order: byName, name, limit: 1 })
  const [host] = rows
  if (!host) throw notFound('Host', name)
  return host
}
