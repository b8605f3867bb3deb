import { defineFlow, noUndo } from '#platform/flow/define-flow'
import type { OrderKind, Orders } from '#agent/orders/order-contract'
import type { Server } from '#domain/server/server'
import { getServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { failAction, land, stepOrder, stillAt, type ServerKnown } from './server-tasks.ts'

const tasks = ['shelving_offloading'] as const

const onward = noUndo('its image has all that the server needs; whoever asks again goes on from here')

/** Frees the host of a shelved server, which keeps its ports and their addresses: it is `shelved_offloaded`. */
export const serverShelveOffload = defineFlow<Conductor, ServerParams>('server-shelve-offload')
  .guardedBy(stillAt(tasks))
  .step('guest', { run: (io, known) => onItsHost(io, known, 'guest', 'guest-destroy', whole), undo: onward })
  .step('nics', { run: (io, known) => onItsHost(io, known, 'nics', 'nics-unplug', withPorts), undo: onward })
  .step('disks', { run: (io, known) => onItsHost(io, known, 'disks', 'disks-delete', whole), undo: onward })
  .step('ports', { run: (io, { serverId }) => io.network.unbindPorts(serverId), undo: onward })
  .step('claim', { run: (io, { serverId }) => io.placement.release(serverId), undo: onward })
  .step('land', {
    run: (io, known) =>
      land(io, known, tasks, {
        vmState: 'shelved_offloaded',
        powerState: 'shutdown',
        hostId: null,
        availabilityZone: null,
      }),
    undo: onward,
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))

const whole = ({ id }: Server) => ({ serverId: id })
const withPorts = ({ id, networkInfo }: Server) => ({ serverId: id, ports: networkInfo })

async function onItsHost<Kind extends OrderKind>(
  io: Conductor,
  known: ServerKnown,
  step: string,
  kind: Kind,
  params: (server: Server) => Orders[Kind]['params'],
): Promise<void> {
  const server = await getServer(io.db, known.serverId)
  if (server.hostName !== null) await order(io, server.hostName, kind, stepOrder(known, step), params(server))
}
