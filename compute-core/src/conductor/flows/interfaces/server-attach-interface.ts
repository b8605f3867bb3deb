import { getServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import type { ServerAttachInterfaceParams } from '#store/server-jobs'
import { guestWithPort, landPorts, notLeaving } from './interface-parts.ts'
import { defineFlow } from '#platform/flow/define-flow'
import { isLast } from '../kit/server-flow.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { failAction, newCommand, stepCommand } from '../kit/server-tasks.ts'

/** Gives a server one more port and its guest a card for it, at once when it runs. */
export const serverAttachInterface = defineFlow<Conductor, ServerAttachInterfaceParams>('server-attach-interface')
  .guardedBy(notLeaving)
  .step('port', {
    async run(io, { serverId, requested, newPortId }) {
      const { server, hostName } = await serverOnHost(io, serverId)
      const { projectId, availabilityZone } = server
      const binding = { projectId, serverId, hostName, availabilityZone: availabilityZone ?? '' }
      return io.network.attachPort({ ...binding, requested, newPortId })
    },
    undo: (io, { serverId }, portId) => io.network.detachPort(serverId, portId),
  })
  .step('plug', {
    async run(io, known) {
      const { guest, hostName } = await guestWithPort(io, known.serverId, known.port)
      const params = { guest, portId: known.port }
      await command(io, hostName, 'guest-attach-nic', stepCommand(known, 'plug'), params)
    },
    async undo(io, { serverId, port: portId }) {
      const { guest, hostName, port } = await guestWithPort(io, serverId, portId)
      if (port) await command(io, hostName, 'guest-detach-nic', newCommand(), { guest, port })
    },
  })
  .step('land', {
    async run(io, known) {
      const { vmState } = await getServer(io.db, known.serverId)
      if (vmState !== 'stopped') await io.network.setPortsStatus(known.serverId, 'ACTIVE')
      await landPorts(io, known, { portId: known.port, tag: known.tag })
    },
    undo: isLast,
  })
  .onFailure((io, known, error) => failAction(io, known, [null], error))
