import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerParams } from './flow-params.ts'
import { serverOnHost } from './server-host.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { whileAt } from './way-back.ts'

const tasks = ['powering-on'] as const

/** Starts the guest of a stopped server and leaves it `active`. */
export const serverStart = defineFlow<Conductor, ServerParams>('server-start')
  .guardedBy(stillAt(tasks))
  .step('powerOn', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      return order(io, hostName, 'guest-power-on', stepOrder(known, 'powerOn'), await restartOrder(io, server))
    },
    undo: whileAt(tasks, async (io, { serverId }) => {
      const { hostName } = await serverOnHost(io, serverId)
      await order(io, hostName, 'guest-power-off', newOrder(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOn }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, tasks, { vmState: 'active', powerState: powerOn.power })
    },
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))
