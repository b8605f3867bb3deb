import { command } from '../../conductor.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { graceMsOf, serverOnHost } from '../kit/server-host.ts'
import { stepCommand } from '../kit/server-tasks.ts'

const { flow, land } = serverFlow('stop')

/** Shuts the guest down, the hard way when it does not listen, and leaves the server `stopped`. */
export const serverStop = flow
  .step('powerOff', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const graceMs = graceMsOf(server, io.settings.shutdown_timeout)
      return command(io, hostName, 'guest-power-off', stepCommand(known, 'powerOff'), { serverId: server.id, graceMs })
    },
    undo: pointOfNoReturn('what the guest was doing is over; starting it again would not bring that back', 'stop'),
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOff }) {
      await io.network.setPortsStatus(serverId, 'DOWN')
      await land(io, { serverId, flowId }, { powerState: powerOff.power })
    },
    undo: isLast,
  })
