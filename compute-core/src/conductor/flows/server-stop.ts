import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { graceMsOf, serverOnHost } from './server-host.ts'
import { failAction, land, stepOrder, stillAt } from './server-tasks.ts'

const tasks = ['powering-off'] as const

/** Shuts the guest down, the hard way when it does not listen, and leaves the server `stopped`. */
export const serverStop = defineFlow<Conductor, ServerParams>('server-stop')
  .guardedBy(stillAt(tasks))
  .step('powerOff', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const graceMs = graceMsOf(server, io.settings.shutdown_timeout)
      return order(io, hostName, 'guest-power-off', stepOrder(known, 'powerOff'), { serverId: server.id, graceMs })
    },
    undo: noUndo('what the guest was doing is over; starting it again would not bring that back'),
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOff }) {
      await io.network.setPortsStatus(serverId, 'DOWN')
      await land(io, { serverId, flowId }, tasks, { vmState: 'stopped', powerState: powerOff.power })
    },
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))
