import { powerStates, type PowerState } from '#domain/server/power-state'
import type { Server, VmState } from '#domain/server/server'
import { statusOf } from '#domain/server/status'
import { isoMicros, isoSeconds } from '#platform/clock'
import { viewAddresses } from './view-addresses.ts'

/** What an event of a server carries: compute.announce_server writes it. */
interface ShownServer {
  name: string
  vmState: VmState
  taskState: string | null
  powerState: PowerState
  progress: number
  lockedBy: Server['lockedBy']
  lockedReason: string | null
  launchedAt: string | null
  updatedAt: string
  hostName: string | null
  networkInfo: Server['networkInfo']
}

/** What an event of a server says, in the words of the API's server; `forAdmin` with its host. */
export function viewServerChange(shown: Readonly<Record<string, unknown>>, forAdmin: boolean) {
  const server = shown as unknown as ShownServer
  return {
    name: server.name,
    status: statusOf({ ...server, deletedAt: null }),
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:power_state': powerStates[server.powerState],
    progress: server.progress,
    locked: server.lockedBy !== null,
    locked_reason: server.lockedReason,
    'OS-SRV-USG:launched_at': server.launchedAt && isoMicros(new Date(server.launchedAt)),
    addresses: viewAddresses(server),
    updated: isoSeconds(new Date(server.updatedAt)),
    ...(forAdmin && { 'OS-EXT-SRV-ATTR:host': server.hostName }),
  }
}

/** The fields of a server that an event carries. */
export type ServerChange = ReturnType<typeof viewServerChange>
