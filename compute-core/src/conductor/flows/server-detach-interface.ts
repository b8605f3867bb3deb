import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import type { ServerDetachInterfaceParams } from './flow-params.ts'
import { guestWithPort, landPorts, notLeaving } from './interface-parts.ts'
import { failAction, stepOrder } from './server-tasks.ts'

const onward = noUndo('the card is out of the guest, and nobody would want it back')

/** Takes a card from a server's guest and gives its port back. */
export const serverDetachInterface = defineFlow<Conductor, ServerDetachInterfaceParams>('server-detach-interface')
  .guardedBy(notLeaving)
  .step('unplug', {
    async run(io, known) {
      const { guest, hostName, port } = await guestWithPort(io, known.serverId, known.portId)
      if (port) await order(io, hostName, 'guest-detach-nic', stepOrder(known, 'unplug'), { guest, port })
    },
    undo: onward,
  })
  .step('port', { run: (io, { serverId, portId }) => io.network.detachPort(serverId, portId), undo: onward })
  .step('land', { run: (io, known) => landPorts(io, known, undefined), undo: onward })
  .whenItFails((io, known, error) => failAction(io, known, [null], error))
