import type { OrderKind, Orders } from '#agent/orders/order-contract'
import type { Server } from '#domain/server/server'
import { CloudError } from '#platform/errors'
import { defineFlow, noUndo } from '#platform/flow/define-flow'
import type { ServerId } from '#platform/ids'
import { closeMigrations, openMigrations } from '#store/migration-store'
import { findServer, moveServer } from '#store/server-store'
import { order, type Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { failAction, newOrder } from './server-tasks.ts'
import { untilNothingElseRuns } from './until-nothing-else-runs.ts'

const onward = noUndo('a delete goes on: half a server is no use to anybody')

/**
 * Takes a server apart, whatever state it is in. Everything else that was asked of it ends or is called off first. A host that does
 * not answer is no obstacle: what is left there is cleared away by a reconciler when it is back.
 */
export const serverDelete = defineFlow<Conductor, ServerParams>('server-delete')
  .step('wait', { run: (io, { serverId }) => untilNothingElseRuns(io, serverId, ['server-delete']), undo: onward })
  .step('guest', {
    run: (io, { serverId }) => onItsHost(io, serverId, 'guest-destroy', () => ({ serverId })),
    undo: onward,
  })
  .step('disks', {
    run: (io, { serverId }) => onItsHost(io, serverId, 'disks-delete', () => ({ serverId })),
    undo: onward,
  })
  .step('nics', {
    run: (io, { serverId }) =>
      onItsHost(io, serverId, 'nics-unplug', ({ networkInfo }) => ({ serverId, ports: networkInfo })),
    undo: onward,
  })
  .step('ports', { run: (io, { serverId }) => io.network.releasePorts(serverId), undo: onward })
  .step('claim', {
    async run(io, { serverId }) {
      // Of a resize that nobody has confirmed the old claim is still held.
      for (const migration of await openMigrations(io.db, serverId)) await io.placement.release(migration)
      await io.placement.release(serverId)
    },
    undo: onward,
  })
  .step('shelvedImage', { run: (io, { serverId }) => removeShelvedImage(io, serverId), undo: onward })
  .step('land', { run: (io, { serverId }) => markDeleted(io, serverId), undo: onward })
  .whenItFails((io, known, error) => failAction(io, known, ['deleting'], error, { vmState: 'error' }))

async function onItsHost<Kind extends OrderKind>(
  io: Conductor,
  serverId: ServerId,
  kind: Kind,
  params: (server: Server) => Orders[Kind]['params'],
): Promise<'done' | 'nowhere' | 'unreachable'> {
  const server = await findServer(io.db, serverId)
  if (!server?.hostName) return 'nowhere'
  try {
    await order(io, server.hostName, kind, newOrder(), params(server))
    return 'done'
  } catch (error) {
    if (!(error instanceof CloudError) || error.failure.kind !== 'unavailable') throw error
    io.log.warn(
      { serverId, host: server.hostName, order: kind, err: error },
      'left behind on a host that does not answer',
    )
    return 'unreachable'
  }
}

async function removeShelvedImage(io: Conductor, serverId: ServerId): Promise<void> {
  const server = await findServer(io.db, serverId)
  if (server?.shelvedImageId) await io.images.remove(server.shelvedImageId)
}

async function markDeleted(io: Conductor, serverId: ServerId): Promise<void> {
  const now = io.clock.now()
  await io.db.deleteFrom('compute.console_token').where('server_id', '=', serverId).execute()
  await closeMigrations(io.db, serverId)
  await moveServer(io.db, serverId, 'any', {
    vmState: 'deleted',
    taskState: null,
    powerState: 'pending',
    networkInfo: [],
    terminatedAt: now,
    deletedAt: now,
  })
}
