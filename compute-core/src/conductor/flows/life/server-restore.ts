import { getServer } from '#store/server-store'
import { command } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { flow, land, whileOurs } = serverFlow('restore')

/** Takes a soft-deleted server back: powers it on and leaves it `active`; one that is on no host becomes what it was. */
export const serverRestore = flow
  .step('powerOn', {
    async run(io, known) {
      const server = await getServer(io.db, known.serverId)
      if (server.hostName === null) return { power: server.powerState }
      const guest = await restartCommand(io, server)
      return command(io, server.hostName, 'guest-power-on', stepCommand(known, 'powerOn'), guest)
    },
    undo: whileOurs(async (io, { serverId }) => {
      const { hostName } = await getServer(io.db, serverId)
      if (hostName !== null) await command(io, hostName, 'guest-power-off', newCommand(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOn }) {
      const { hostName, oldVmState } = await getServer(io.db, serverId)
      if (hostName !== null) await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(
        io,
        { serverId, flowId },
        {
          vmState: hostName !== null ? 'active' : oldVmState === 'shelved_offloaded' ? oldVmState : 'error',
          powerState: powerOn.power,
          softDeletedAt: null,
        },
      )
    },
    undo: isLast,
  })
