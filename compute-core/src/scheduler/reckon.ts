import type { ServerId } from '#platform/ids'
import { diskGbOf, type HostRequest } from './host-request.ts'
import type { HostState } from './host-state.ts'

/** Counts what `serverIds`, all of one flavor, take of `host` once they are placed there. */
export function reckon(
  host: HostState,
  { flavor }: Pick<HostRequest, 'flavor'>,
  ...serverIds: readonly ServerId[]
): void {
  const servers = serverIds.length
  host.vcpu.used += servers * flavor.vcpus
  host.ramMb.used += servers * flavor.ramMb
  host.diskGb.used += servers * diskGbOf({ flavor })
  host.ioOps += servers
  host.serverIds = [...host.serverIds, ...serverIds]
}
