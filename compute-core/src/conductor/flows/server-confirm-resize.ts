import { invalid } from '#platform/errors'
import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { findWaitingMigration, moveMigration } from '#store/migration-store'
import { getServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { failMigration, notResized } from './resize-parts.ts'
import { serverOnHost } from './server-host.ts'
import { failAction, land, stepOrder, stillAt } from './server-tasks.ts'

const tasks = ['resize_confirming'] as const
const onward = noUndo('a resize that is being confirmed is not taken back any more')

/** Makes a resize final: forgets the old disks and gives the old claim back. The server is `active`, or `stopped` when it is off. */
export const serverConfirmResize = defineFlow<Conductor, ServerParams>('server-confirm-resize')
  .guardedBy(stillAt(tasks))
  .step('migration', {
    async run(io, { serverId }) {
      const migration = await findWaitingMigration(io.db, serverId)
      if (migration === undefined) throw invalid(`Instance ${serverId} has no resize that could be confirmed.`)
      await moveMigration(io.db, migration, 'confirming')
      return migration
    },
    undo: onward,
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await order(io, hostName, 'disks-confirm-resize', stepOrder(known, 'disks'), { serverId: server.id })
    },
    undo: onward,
  })
  .step('claim', { run: (io, { migration }) => io.placement.release(migration), undo: onward })
  .step('land', {
    async run(io, { serverId, flowId, migration }) {
      const { powerState } = await getServer(io.db, serverId)
      await moveMigration(io.db, migration, 'confirmed')
      await land(io, { serverId, flowId }, tasks, notResized(powerState))
    },
    undo: onward,
  })
  .whenItFails(async (io, known, error) => {
    await failMigration(io, 'migration' in known ? known.migration : undefined)
    await failAction(io, known, tasks, error, { vmState: 'error' })
  })
