import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { order, type Conductor } from '../conductor.ts'
import { ownOrder } from '../guest-order.ts'
import type { ServerParams } from './flow-params.ts'
import { serverOnHost } from './server-host.ts'
import { failAction, land, stepOrder, stillAt } from './server-tasks.ts'

const tasks = ['unrescuing'] as const

const onward = noUndo('the rescue is over; another one can be asked for')

/** Starts the guest of a rescued server from its own disks again and leaves it `active`. */
export const serverUnrescue = defineFlow<Conductor, ServerParams>('server-unrescue')
  .guardedBy(stillAt(tasks))
  .step('start', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const guest = await ownOrder(io, server)
      return order(io, hostName, 'guest-reboot', stepOrder(known, 'start'), { guest, hard: true, graceMs: 0 })
    },
    undo: onward,
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await order(io, hostName, 'disks-unrescue', stepOrder(known, 'disks'), { serverId: server.id })
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, start }) {
      await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, tasks, { vmState: 'active', powerState: start.power, rescueImageId: null })
    },
    undo: onward,
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error, { vmState: 'error', rescueImageId: null }))
