import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { getServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerParams } from './flow-params.ts'
import { failAction, land, newOrder, stepOrder, stillAt } from './server-tasks.ts'
import { whileAt } from './way-back.ts'

const tasks = ['restoring'] as const

/** Takes a soft-deleted server back: powers it on and leaves it `active`; one that is on no host becomes what it was. */
export const serverRestore = defineFlow<Conductor, ServerParams>('server-restore')
  .guardedBy(stillAt(tasks))
  .step('powerOn', {
    async run(io, known) {
      const server = await getServer(io.db, known.serverId)
      if (server.hostName === null) return { power: server.powerState }
      const guest = await restartOrder(io, server)
      return order(io, server.hostName, 'guest-power-on', stepOrder(known, 'powerOn'), guest)
    },
    undo: whileAt(tasks, async (io, { serverId }) => {
      const { hostName } = await getServer(io.db, serverId)
      if (hostName !== null) await order(io, hostName, 'guest-power-off', newOrder(), { serverId, graceMs: 0 })
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, powerOn }) {
      const { hostName, oldVmState } = await getServer(io.db, serverId)
      if (hostName !== null) await io.network.setPortsStatus(serverId, 'ACTIVE')
      await land(io, { serverId, flowId }, tasks, {
        vmState: hostName === null ? (oldVmState ?? 'error') : 'active',
        powerState: powerOn.power,
        softDeletedAt: null,
      })
    },
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails((io, known, error) => failAction(io, known, tasks, error))
