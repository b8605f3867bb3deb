import { isUp } from '#domain/host/service-state'
import { hostStates } from '#store/host-queries'
import type { HostId } from '#platform/ids'
import type { ComputeDeps } from '../compute-deps.ts'
import type { Ask } from '../route.ts'
import type { ServerViewer } from './view-server.ts'

/** Finds out once what the caller may see of servers; how hosts are costs a query that only administrators pay for. */
export async function serverViewer(api: ComputeDeps, ask: Ask): Promise<ServerViewer> {
  return {
    ask,
    seesExtended: ask.may('os_compute_api:os-extended-server-attributes'),
    seesFlavorSpecs: ask.may('os_compute_api:servers:show:flavor-extra-specs'),
    hostStatus: ask.since('2.16') ? await hostStatusFor(api, ask) : undefined,
  }
}

async function hostStatusFor({ db, clock, config }: ComputeDeps, ask: Ask): Promise<ServerViewer['hostStatus']> {
  const seesAll = ask.may('os_compute_api:servers:show:host_status')
  if (!seesAll && !ask.may('os_compute_api:servers:show:host_status:unknown-only')) return undefined
  const states = await hostStates(db)
  const now = clock.now()
  return (hostId: HostId | null) => {
    const host = hostId && states.get(hostId)
    if (!host) return ''
    if (host.forcedDown) return 'DOWN'
    if (!host.enabled) return 'MAINTENANCE'
    return isUp(host, now, config.service_down_time) ? 'UP' : 'UNKNOWN'
  }
}
