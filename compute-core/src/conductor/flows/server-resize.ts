import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { isWishedAnew } from '#platform/flow/wish-ledger'
import { beginMigration, moveMigration } from '#store/migration-store'
import { findServer, getServer, moveServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import { restartOrder } from '../guest-order.ts'
import { type Place, placeServer } from '../place-server.ts'
import type { ServerResizeParams } from './flow-params.ts'
import { startAgain, withFlavor } from './resize-parts.ts'
import { graceMsOf, serverOnHost } from './server-host.ts'
import { advance, failAction, isStillAt, land, newOrder, stepOrder, stillAt, type ServerKnown } from './server-tasks.ts'
import { orLeaving, whileAt } from './way-back.ts'

const tasks = ['resize_prep', 'resize_migrating', 'resize_migrated', 'resize_finish'] as const

/**
 * Gives a server another flavor and leaves it `resized`: its old claim is held by the migration and its old disks are kept, until
 * server-confirm-resize drops both or server-revert-resize takes the server back to them. It stays on its host: agents do not hand
 * each other disks.
 */
export const serverResize = defineFlow<Conductor, ServerResizeParams>('server-resize')
  .guardedBy(stillAt(tasks))
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
      if (!(await isWishedAnew(io.db, flowId))) await io.placement.putBack(serverId, migration.id)
    },
  })
  .step('powerOff', {
    async run(io, known) {
      const { serverId, migration, schedule } = known
      await advance(io, serverId, tasks, { taskState: 'resize_migrating' })
      await moveMigration(io.db, migration.id, 'migrating', { destHost: schedule.hostName })
      const graceMs = graceMsOf(await getServer(io.db, serverId), io.settings.shutdown_timeout)
      const off = { serverId, graceMs }
      const { power } = await order(io, migration.source, 'guest-power-off', stepOrder(known, 'powerOff'), off)
      await io.network.setPortsStatus(serverId, 'DOWN')
      await moveServer(io.db, serverId, tasks, { powerState: power })
    },
    undo: whileAt(tasks, async (io, { serverId, migration }) => {
      if (migration.wasActive) await startAgain(io, serverId, migration.source)
    }),
  })
  .step('disks', {
    async run(io, known) {
      const { serverId, migration, schedule } = known
      await advance(io, serverId, tasks, { taskState: 'resize_migrated' })
      await moveMigration(io.db, migration.id, 'post-migrating')
      await order(io, schedule.hostName, 'disks-resize', stepOrder(known, 'disks'), await resizedGuest(io, known))
    },
    undo: takeDisksBack,
  })
  .step('start', {
    async run(io, known) {
      const { serverId, migration, schedule } = known
      await advance(io, serverId, tasks, { taskState: 'resize_finish' })
      if (!migration.wasActive) return { power: 'shutdown' as const }
      const guest = await resizedGuest(io, known)
      return order(io, schedule.hostName, 'guest-power-on', stepOrder(known, 'start'), guest)
    },
    undo: whileAt(tasks, async (io, { serverId, migration, schedule }) => {
      const off = { serverId, graceMs: 0 }
      if (migration.wasActive) await order(io, schedule.hostName, 'guest-power-off', newOrder(), off)
    }),
  })
  .step('land', {
    async run(io, { serverId, flowId, flavor, migration, schedule, start }) {
      if (migration.wasActive) await io.network.setPortsStatus(serverId, 'ACTIVE')
      await moveMigration(io.db, migration.id, 'finished')
      await land(io, { serverId, flowId }, tasks, {
        vmState: 'resized',
        powerState: start.power,
        hostId: schedule.hostId,
        availabilityZone: schedule.zone,
        flavor,
        oldFlavor: migration.oldFlavor,
        oldVmState: migration.oldVmState,
        resizedAt: io.clock.now(),
      })
    },
    undo: noUndo('it is the last step: nothing after it can fail'),
  })
  .whenItFails(settleResize)

/**
 * A guest that somebody else has now keeps its disks; then what was kept of the old ones must not be taken for those of a later resize.
 * One that is under way already goes on with them.
 */
async function takeDisksBack(io: Conductor, known: ServerKnown & { schedule: Place }): Promise<void> {
  const { serverId, flowId, schedule } = known
  const isOurs = await isStillAt(io.db, known, orLeaving(tasks))
  if (!isOurs && (await isWishedAnew(io.db, flowId))) return
  const kind = isOurs ? 'disks-revert-resize' : 'disks-confirm-resize'
  await order(io, schedule.hostName, kind, newOrder(), { serverId })
}

const resizedGuest = async (io: Conductor, { serverId, flavor }: ServerResizeParams) =>
  restartOrder(io, withFlavor(await getServer(io.db, serverId), flavor))

type Failed = ServerKnown & ServerResizeParams & { migration?: { wasActive: boolean } }

/** All is as it was, but for a guest that could not be started again. */
async function settleResize(io: Conductor, known: Failed, error: Error): Promise<void> {
  const server = await findServer(io.db, known.serverId)
  const isDown = known.migration?.wasActive === true && server?.powerState !== 'running'
  await failAction(io, known, tasks, error, isDown ? { vmState: 'error' } : {})
}
