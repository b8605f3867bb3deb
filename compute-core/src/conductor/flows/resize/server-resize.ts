import { isSuperseded } from '#platform/flow/job-ledger'
import { beginMigration, moveMigration } from '#store/migration-store'
import { findServer, getServer, moveServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { restartCommand } from '../../guest-command.ts'
import { type Place, placeServer } from '../../place-server.ts'
import type { ServerResizeParams } from '#store/server-jobs'
import { startAgain, withFlavor } from './resize-parts.ts'
import { isStillAt, orBeingDeleted, type ServerKnown } from '../kit/preemption.ts'
import { isLast, serverFlow } from '../kit/server-flow.ts'
import { graceMsOf, serverOnHost } from '../kit/server-host.ts'
import { advance, newCommand, stepCommand } from '../kit/server-tasks.ts'

const { fail, flow, land, tasks, whileOurs } = serverFlow('resize')

/**
 * Gives a server another flavor and leaves it `resized`: its old claim is held by the migration and its old disks are kept, until
 * server-confirm-resize drops both or server-revert-resize takes the server back to them. It stays on its host: agents do not hand
 * each other disks.
 */
export const serverResize = flow
  .step('migration', {
    async run(io, { serverId, flowId, flavor, userId, projectId }) {
      const { server, hostName: source } = await serverOnHost(io, serverId)
      const oldFlavor = { id: server.flavorId, ...server.flavor }
      const id = await beginMigration(io.db, {
        flowId,
        serverId,
        type: 'resize',
        sourceHost: source,
        oldFlavorId: oldFlavor.id,
        newFlavorId: flavor.id,
        userId,
        projectId,
      })
      return { id, source, oldFlavor, oldVmState: server.vmState, wasActive: server.vmState === 'active' }
    },
    undo: (io, _known, { id }) => moveMigration(io.db, id, 'error'),
  })
  .step('schedule', {
    async run(io, { serverId, flavor, migration }) {
      const server = withFlavor(await getServer(io.db, serverId), flavor)
      await io.placement.setAside(serverId, migration.id)
      return placeServer(io, server, { requestedHost: migration.source }).catch(async (error: unknown) => {
        await io.placement.putBack(serverId, migration.id)
        throw error
      })
    },
    async undo(io, { serverId, flowId, migration }) {
      // A newer resize has claims of its own; what this one set aside is the orphans' reconciler's then.
      if (!(await isSuperseded(io.db, flowId))) await io.placement.putBack(serverId, migration.id)
    },
  })
  .step('powerOff', {
    async run(io, known) {
      const { serverId, migration, schedule } = known
      await advance(io, serverId, tasks, { taskState: 'resize_migrating' })
      await moveMigration(io.db, migration.id, 'migrating', { destHost: schedule.hostName })
      const graceMs = graceMsOf(await getServer(io.db, serverId), io.settings.shutdown_timeout)
      const off = { serverId, graceMs }
      const { power } = await command(io, migration.source, 'guest-power-off', stepCommand(known, 'powerOff'), off)
      await io.network.setPortsStatus(serverId, 'DOWN')
      await moveServer(io.db, serverId, tasks, { powerState: power })
    },
    undo: whileOurs(async (io, { serverId, migration }) => {
      if (migration.wasActive) await startAgain(io, serverId, migration.source)
    }),
  })
  .step('disks', {
    async run(io, known) {
      const { serverId, migration, schedule } = known
      await advance(io, serverId, tasks, { taskState: 'resize_migrated' })
      await moveMigration(io.db, migration.id, 'post-migrating')
      await command(io, schedule.hostName, 'disks-resize', stepCommand(known, 'disks'), await resizedGuest(io, known))
    },
    undo: takeDisksBack,
  })
  .step('start', {
    async run(io, known) {
      const { serverId, migration, schedule } = known
      await advance(io, serverId, tasks, { taskState: 'resize_finish' })
      if (!migration.wasActive) return { power: 'shutdown' as const }
      const guest = await resizedGuest(io, known)
      return command(io, schedule.hostName, 'guest-power-on', stepCommand(known, 'start'), guest)
    },
    undo: whileOurs(async (io, { serverId, migration, schedule }) => {
      const off = { serverId, graceMs: 0 }
      if (migration.wasActive) await command(io, schedule.hostName, 'guest-power-off', newCommand(), off)
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, flavor, migration, schedule, start }) {
      if (migration.wasActive) await io.network.setPortsStatus(serverId, 'ACTIVE')
      await moveMigration(io.db, migration.id, 'finished')
      await land(
        io,
        { serverId, flowId },
        {
          powerState: start.power,
          hostId: schedule.hostId,
          availabilityZone: schedule.zone,
          flavor,
          oldFlavor: migration.oldFlavor,
          oldVmState: migration.oldVmState,
          resizedAt: io.clock.now(),
        },
      )
    },
    undo: isLast,
  })
  .onFailure(settleResize)

/**
 * A guest that somebody else has now keeps its disks; then what was kept of the old ones must not be taken for those of a later resize.
 * One that is under way already goes on with them.
 */
async function takeDisksBack(io: Conductor, known: ServerKnown & { schedule: Place }): Promise<void> {
  const { serverId, flowId, schedule } = known
  const isOurs = await isStillAt(io.db, known, orBeingDeleted(tasks))
  if (!isOurs && (await isSuperseded(io.db, flowId))) return
  const kind = isOurs ? 'disks-revert-resize' : 'disks-confirm-resize'
  await command(io, schedule.hostName, kind, newCommand(), { serverId })
}

const resizedGuest = async (io: Conductor, { serverId, flavor }: ServerResizeParams) =>
  restartCommand(io, withFlavor(await getServer(io.db, serverId), flavor))

type Failed = ServerKnown & ServerResizeParams & { migration?: { wasActive: boolean } }

/** All is as it was, but for a guest that could not be started again. */
async function settleResize(io: Conductor, known: Failed, error: Error): Promise<void> {
  const server = await findServer(io.db, known.serverId)
  const isDown = known.migration?.wasActive === true && server?.powerState !== 'running'
  await fail(io, known, error, isDown ? { vmState: 'error' } : {})
}
