import { invalid } from '#platform/errors'
import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { findWaitingMigration, moveMigration } from '#store/migration-store'
import { getServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import type { ServerParams } from './flow-params.ts'
import { failMigration } from './resize-parts.ts'
import { serverOnHost } from './server-host.ts'
import { advance, failAction, land, stepOrder, stillAt } from './server-tasks.ts'

const tasks = ['resize_reverting'] as const
const onward = noUndo('the resized guest is gone; what is left is the way back')

/** Takes a resized server back to its old flavor, its old disks and its old claim, and starts it again when it ran before. */
export const serverRevertResize = defineFlow<Conductor, ServerParams>('server-revert-resize')
  .guardedBy(stillAt(tasks))
  .step('migration', {
    async run(io, { serverId }) {
      const id = await findWaitingMigration(io.db, serverId)
      const { oldFlavor, oldVmState } = await getServer(io.db, serverId)
      if (id === undefined || oldFlavor === null)
        throw invalid(`Instance ${serverId} has no resize that could be reverted.`)
      await moveMigration(io.db, id, 'reverting')
      return { id, oldFlavor, wasActive: oldVmState !== 'stopped' }
    },
    undo: onward,
  })
  .step('powerOff', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      const off = { serverId: server.id, graceMs: 0 }
      const { power } = await order(io, hostName, 'guest-power-off', stepOrder(known, 'powerOff'), off)
      await io.network.setPortsStatus(server.id, 'DOWN')
      await advance(io, server.id, tasks, { powerState: power })
    },
    undo: onward,
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await order(io, hostName, 'disks-revert-resize', stepOrder(known, 'disks'), { serverId: server.id })
    },
    undo: onward,
  })
  .step('claim', {
    async run(io, { serverId, migration }) {
      await io.placement.putBack(serverId, migration.id)
      await advance(io, serverId, tasks, { flavor: migration.oldFlavor })
    },
    undo: onward,
  })
  .step('start', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      if (!known.migration.wasActive) return { power: 'shutdown' as const }
      return order(io, hostName, 'guest-power-on', stepOrder(known, 'start'), await restartOrder(io, server))
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, migration, start }) {
      if (migration.wasActive) await io.network.setPortsStatus(serverId, 'ACTIVE')
      await moveMigration(io.db, migration.id, 'reverted')
      await land(io, { serverId, flowId }, tasks, {
        vmState: migration.wasActive ? 'active' : 'stopped',
        powerState: start.power,
        oldFlavor: null,
        oldVmState: null,
        resizedAt: null,
      })
    },
    undo: onward,
  })
  .whenItFails(async (io, known, error) => {
    await failMigration(io, 'migration' in known ? known.migration.id : undefined)
    await failAction(io, known, tasks, error, { vmState: 'error' })
  })
