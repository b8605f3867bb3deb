import { command } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { newCommand, stepCommand } from '../kit/server-tasks.ts'

const { flow, land, whileOurs } = serverFlow('start')

/** Starts the guest of a stopped server and leaves it `active`. */
export const serverStart = flow
  .step('powerOn', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      return command(io, hostName, 'guest-power-on', stepCommand(known, 'powerOn'), await restartCommand(io, server))
    },
    undo: whileOurs(async (io, { serverId }) => {
      const { hostName } = await serverOnHost(io, serverId)
      await command(io, hostName, 'guest-power-off', newCommand(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOn }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, { powerState: powerOn.power })
    },
    undo: isLast,
  })
