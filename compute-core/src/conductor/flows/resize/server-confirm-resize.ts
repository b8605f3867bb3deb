import { invalid } from '#platform/errors'
import { findWaitingMigration, moveMigration } from '#store/migration-store'
import { getServer } from '#store/server-store'
import { command } from '../../conductor.ts'
import { failMigration, notResized } from './resize-parts.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { serverFlow } from '../kit/server-flow.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land } = serverFlow('confirmResize')
const onward = pointOfNoReturn('a resize that is being confirmed is not taken back any more', 'hardReboot')

/** Makes a resize final: forgets the old disks and gives the old claim back. The server is `active`, or `stopped` when it is off. */
export const serverConfirmResize = flow
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
      await command(io, hostName, 'disks-confirm-resize', stepCommand(known, 'disks'), { serverId: server.id })
    },
    undo: onward,
  })
  .step('claim', { run: (io, { migration }) => io.placement.release(migration), undo: onward })
  .step('land', {
    async run(io, { serverId, flowId, migration }) {
      const { powerState } = await getServer(io.db, serverId)
      await moveMigration(io.db, migration, 'confirmed')
      await land(io, { serverId, flowId }, notResized(powerState))
    },
    undo: onward,
  })
  .onFailure(async (io, known, error) => {
    await failMigration(io, 'migration' in known ? known.migration : undefined)
    await fail(io, known, error, { vmState: 'error' })
  })
