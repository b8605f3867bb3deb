import { command } from '../../conductor.ts'
import { ownCommand, rescueCommand } from '../../guest-command.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { commandOnHost, graceMsOf, serverOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, whileOurs } = serverFlow('rescue')

/**
 * Starts the guest from another image, with the server's own disks beside it for its owner to mend, and leaves the server `rescued`.
 * One that cannot be rescued runs again as it did, in error.
 */
export const serverRescue = flow
  .step('shutDown', {
    // Politely: what the guest has not written yet would be missing on the disk that is to be mended.
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const graceMs = graceMsOf(server, io.settings.shutdown_timeout)
      await command(io, hostName, 'guest-power-off', stepCommand(known, 'shutDown'), { serverId: server.id, graceMs })
      return { wasOn: server.powerState === 'running' }
    },
    undo: whileOurs(async (io, { serverId }, { wasOn }: { wasOn: boolean }) => {
      if (!wasOn) return
      const { server, hostName } = await serverOnHost(io, serverId)
      await command(io, hostName, 'guest-power-on', newCommand(), await ownCommand(io, server))
    }),
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await command(io, hostName, 'disks-rescue', stepCommand(known, 'disks'), await rescueCommand(io, server, known))
    },
    undo: whileOurs((io, { serverId }) => commandOnHost(io, 'disks-unrescue', newCommand(), serverId)),
  })
  .step('start', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const guest = await rescueCommand(io, server, known)
      return command(io, hostName, 'guest-reboot', stepCommand(known, 'start'), { guest, hard: true, graceMs: 0 })
    },
    undo: whileOurs(async (io, { serverId }) => {
      const { hostName } = await serverOnHost(io, serverId)
      await command(io, hostName, 'guest-power-off', newCommand(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, imageId, start }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(
        io,
        { serverId, flowId },
        {
          powerState: start.power,
          rescueImageId: imageId,
          launchedAt: io.clock.now(),
        },
      )
    },
    undo: isLast,
  })
  .onFailure((io, known, error) => fail(io, known, error, { vmState: 'error' }))
