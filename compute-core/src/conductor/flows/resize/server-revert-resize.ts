import { invalid } from '#platform/errors'
import { findWaitingMigration, moveMigration } from '#store/migration-store'
import { getServer } from '#store/server-store'
import { command } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { failMigration } from './resize-parts.ts'
import { pointOfNoReturn } from '#platform/flow/define-flow'
import { serverFlow } from '../kit/server-flow.ts'
import { serverOnHost } from '../kit/server-host.ts'
import { advance, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, tasks } = serverFlow('revertResize')
const onward = pointOfNoReturn('the resized guest is gone; what is left is the way back', 'hardReboot')

/** Takes a resized server back to its old flavor, its old disks and its old claim, and starts it again when it ran before. */
export const serverRevertResize = flow
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
      const { power } = await command(io, hostName, 'guest-power-off', stepCommand(known, 'powerOff'), off)
      await io.network.setPortsStatus(server.id, 'DOWN')
      await advance(io, server.id, tasks, { powerState: power })
    },
    undo: onward,
  })
  .step('disks', {
    async run(io, known) {
      const { server, hostName } = await serverOnHost(io, known.serverId)
      await command(io, hostName, 'disks-revert-resize', stepCommand(known, 'disks'), { serverId: server.id })
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
      return command(io, hostName, 'guest-power-on', stepCommand(known, 'start'), await restartCommand(io, server))
    },
    undo: onward,
  })
  .step('land', {
    async run(io, { serverId, flowId, migration, start }) {
      if (migration.wasActive) await io.network.setPortsStatus(serverId, 'ACTIVE')
      await moveMigration(io.db, migration.id, 'reverted')
      await land(
        io,
        { serverId, flowId },
        {
          vmState: migration.wasActive ? 'active' : 'stopped',
          powerState: start.power,
          oldFlavor: null,
          oldVmState: null,
          resizedAt: null,
        },
      )
    },
    undo: onward,
  })
  .onFailure(async (io, known, error) => {
    await failMigration(io, 'migration' in known ? known.migration.id : undefined)
    await fail(io, known, error, { vmState: 'error' })
  })
