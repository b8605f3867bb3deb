import type { ServerId } from '#platform/ids'
import type { Conductor } from '../../conductor.ts'
import { reachDesired } from '../../desired-state.ts'
import type { ServerKnown } from './preemption.ts'
import { stepCommand } from './server-tasks.ts'

/** Has the host make the networks of the server's ports, which are bound to it. The step is called `nics`. */
export const plugNics = (io: Conductor, known: Pick<ServerKnown, 'flowId' | 'serverId'>, hostName: string) =>
  // Not under the step's own name: a version before this one may have given another command under it.
  reachDesired(io, { hostName, serverId: known.serverId, commandId: stepCommand(known, 'nics-desired') })

/** Takes the server's ports off the host, and their networks there with them. The ports stay the server's. */
export async function unplugNics(
  io: Conductor,
  serverId: ServerId,
  hostName: string,
  commandId: string,
): Promise<void> {
  await io.network.unbindPorts(serverId)
  await reachDesired(io, { hostName, serverId, commandId })
}
