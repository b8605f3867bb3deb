import type { CommandKind, Commands } from '#agent/commands/command-contract'
import type { Server } from '#domain/server/server'
import { getServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import type { ServerKnown } from '../kit/preemption.ts'
import { unplugNics } from '../kit/server-nics.ts'
import { serverFlow } from '../kit/server-flow.ts'
import { stepCommand } from '../kit/server-tasks.ts'

const { flow, land } = serverFlow('shelveOffload')

const onward = pointOfNoReturn(
  'its image has all that the server needs; whoever asks again goes on from here',
  'shelveOffload',
)

/** Frees the host of a shelved server, which keeps its ports and their addresses: it is `shelved_offloaded`. */
export const serverShelveOffload = flow
  .step('guest', { run: (io, known) => onItsHost(io, known, 'guest', 'guest-destroy', whole), undo: onward })
  .step('nics', { run: unplug, undo: onward })
  .step('disks', { run: (io, known) => onItsHost(io, known, 'disks', 'disks-delete', whole), undo: onward })
  .step('ports', { run: (io, { serverId }) => io.network.unbindPorts(serverId), undo: onward })
  .step('claim', { run: (io, { serverId }) => io.placement.release(serverId), undo: onward })
  .step('land', {
    run: (io, known) =>
      land(io, known, {
        powerState: 'shutdown',
        hostId: null,
        availabilityZone: null,
      }),
    undo: onward,
  })

const whole = ({ id }: Server) => ({ serverId: id })

async function unplug(io: Conductor, known: ServerKnown): Promise<void> {
  const { hostName } = await getServer(io.db, known.serverId)
  if (hostName !== null) await unplugNics(io, known.serverId, hostName, stepCommand(known, 'nics-desired'))
}

async function onItsHost<Kind extends CommandKind>(
  io: Conductor,
  known: ServerKnown,
  step: string,
  kind: Kind,
  params: (server: Server) => Commands[Kind]['params'],
): Promise<void> {
  const server = await getServer(io.db, known.serverId)
  if (server.hostName !== null) await command(io, server.hostName, kind, stepCommand(known, step), params(server))
}
