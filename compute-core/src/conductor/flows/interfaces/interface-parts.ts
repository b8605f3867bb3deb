import type { PortInfo } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { finishJob, isCarriedOut } from '#platform/flow/job-ledger'
import type { PortId, ServerId } from '#platform/ids'
import { getServer, moveServer } from '#store/server-store'
import type { Conductor } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import type { ServerKnown } from '../kit/preemption.ts'
import { serverOnHost } from '../kit/server-host.ts'

/** A guard that throws once the server is to be deleted: what is to be plugged goes with it. */
export async function notLeaving(io: Conductor, { serverId }: Pick<ServerKnown, 'serverId'>): Promise<void> {
  const { taskState } = await getServer(io.db, serverId)
  if (taskState === 'deleting')
    throw conflict(`Instance ${serverId} is being deleted.`, 'This operation was rolled back.')
}

/** The server's guest with the ports that it has now, the one in question, and the host of both. */
export async function guestWithPort(io: Conductor, serverId: ServerId, portId: PortId) {
  const { server, hostName } = await serverOnHost(io, serverId)
  const ports: PortInfo[] = (await io.network.portsOf(serverId)).map(({ status: _status, ...port }) => port)
  const guest = await restartCommand(io, { ...server, networkInfo: ports })
  return { guest, hostName, port: ports.find((each) => each.portId === portId) }
}

/** Writes which ports the server has now, and that the job is carried out, both or neither. A card keeps its tag. */
export async function landPorts(
  io: Conductor,
  { serverId, flowId }: ServerKnown,
  tagged: { portId: PortId; tag: string | undefined } | undefined,
): Promise<void> {
  await io.db.transaction().execute(async (trx) => {
    if (await isCarriedOut(trx, flowId)) return
    // The row is ours from here on: whoever writes the ports after us has read them after us.
    await moveServer(trx, serverId, 'any', {})
    const { networkInfo } = await getServer(trx, serverId)
    const tags = new Map(networkInfo.map(({ portId, tag }) => [portId as string, tag]))
    if (tagged) tags.set(tagged.portId, tagged.tag)
    const ports = (await io.network.portsOf(serverId, trx)).map(({ status: _status, ...port }) => {
      const tag = tags.get(port.portId)
      return tag === undefined ? port : { ...port, tag }
    })
    await moveServer(trx, serverId, 'any', { networkInfo: ports })
    await finishJob(trx, flowId)
  })
}
