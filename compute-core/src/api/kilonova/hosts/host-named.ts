import { notFound } from '#platform/errors'
import { findHostNamed, type NamedHost } from '#store/host-queries'
import { hostPage, type HostInAggregates } from '#store/host-search'
import type { ComputeDeps } from '../../compute-deps.ts'
import { heartbeatOf } from '../../hypervisors/heartbeat.ts'

const byName = [{ key: 'hypervisor_hostname', direction: 'asc' }] as const

/** The host of that name, as a row of it is enough; not found where there is none. The pages of a host ask for that several times a minute. */
export async function hostNamed(api: ComputeDeps, name: string): Promise<NamedHost> {
  const host = await findHostNamed(api.db, name)
  if (!host) throw notFound('Host', name)
  return host
}

/** The host of that name with what its servers take and its aggregates; not found where there is none. */
export async function hostInFull(api: ComputeDeps, name: string): Promise<HostInAggregates> {
  const { rows } = await hostPage(api.db, heartbeatOf(api), { terms: [], order: byName, name, limit: 1 })
  const [host] = rows
  if (!host) throw notFound('Host', name)
  return host
}
