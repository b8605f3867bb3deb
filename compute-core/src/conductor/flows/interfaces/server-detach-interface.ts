import { command, type Conductor } from '../../conductor.ts'
import type { ServerDetachInterfaceParams } from '#store/server-jobs'
import { guestWithPort, landPorts, notLeaving } from './interface-parts.ts'
import { defineFlow, pointOfNoReturn } from '#platform/flow/define-flow'
import { failAction, stepCommand } from '../kit/server-tasks.ts'

const onward = pointOfNoReturn('the card is out of the guest, and nobody would want it back', 'detachInterface')

/** Takes a card from a server's guest and gives its port back. */
export const serverDetachInterface = defineFlow<Conductor, ServerDetachInterfaceParams>('server-detach-interface')
  .guardedBy(notLeaving)
  .step('unplug', {
    async run(io, known) {
      const { guest, hostName, port } = await guestWithPort(io, known.serverId, known.portId)
      if (port) await command(io, hostName, 'guest-detach-nic', stepCommand(known, 'unplug'), { guest, port })
    },
    undo: onward,
  })
  .step('port', { run: (io, { serverId, portId }) => io.network.detachPort(serverId, portId), undo: onward })
  .step('land', { run: (io, known) => landPorts(io, known, undefined), undo: onward })
  .onFailure((io, known, error) => failAction(io, known, [null], error))
