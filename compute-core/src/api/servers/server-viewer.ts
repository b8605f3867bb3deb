import { isUp } from '#domain/host/service-state'
import type { HostState } from '#store/server-row'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'
import type { ServerViewer } from './view-server.ts'

/** Finds out once what the caller may see of servers. */
export const serverViewer = (api: Pick<ComputeDeps, 'clock' | 'config'>, context: RequestContext): ServerViewer => ({
  context,
  seesExtended: context.may('os_compute_api:os-extended-server-attributes'),
  seesUserData: seesUserData(context.caller),
  seesFlavorSpecs: context.may('os_compute_api:servers:show:flavor-extra-specs'),
  hostStatus: context.since('2.16') ? hostStatusFor(api, context) : undefined,
})

/** Whether what guests are told at their start, which is often a password, is shown: not to who only reads the whole cloud. */
export const seesUserData = ({ isAdmin, seesAll }: RequestContext['caller']): boolean => isAdmin || !seesAll

function hostStatusFor(
  { clock, config }: Pick<ComputeDeps, 'clock' | 'config'>,
  context: RequestContext,
): ServerViewer['hostStatus'] {
  const seesAll = context.may('os_compute_api:servers:show:host_status')
  if (!seesAll && !context.may('os_compute_api:servers:show:host_status:unknown-only')) return undefined
  const now = clock.now()
  return (host: HostState | null) => {
    if (!host) return ''
    if (host.forcedDown) return 'DOWN'
    if (!host.enabled) return 'MAINTENANCE'
    return isUp(host, now, config.service_down_time) ? 'UP' : 'UNKNOWN'
  }
}
