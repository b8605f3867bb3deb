import { CloudError } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { forgetConsoleTokensOf } from '#store/console-token-store'
import { isHostUp } from '#store/host-store'
import { closeMigrations, openMigrations } from '#store/migration-store'
import { findServer, forgetContents, moveServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import type { ServerParams } from '#store/server-jobs'
import { untilNothingElseRuns } from './until-nothing-else-runs.ts'
import { finishJob } from '#platform/flow/job-ledger'
import { defineFlow, type FlowContext, pointOfNoReturn } from '#platform/flow/define-flow'
import { unplugNics } from '../kit/server-nics.ts'
import { failAction, newCommand } from '../kit/server-tasks.ts'

const onward = pointOfNoReturn('a delete goes on: half a server is no use to anybody', 'delete')

/**
 * Takes a server apart, whatever state it is in. Everything else that was asked of it ends or is called off first. A host that does
 * not answer is no obstacle, and one that is down is not asked: what is left there is cleared away by a reconciler when it is back.
 */
export const serverDelete = defineFlow<Conductor, ServerParams>('server-delete')
  .step('wait', {
    run: (io, { serverId }) => untilNothingElseRuns(io, serverId, { except: ['server-delete'], endsGrace: true }),
    undo: onward,
  })
  .step('guest', {
    run: (io, { serverId }) => onItsHost(io, serverId, 'guest-destroy'),
    undo: onward,
  })
  .step('disks', {
    run: (io, { serverId, guest }) => onItsHost(io, serverId, 'disks-delete', guest),
    undo: onward,
  })
  .step('nics', {
    run: (io, { serverId, guest, disks }) => onItsHost(io, serverId, 'nics', guest === 'unreachable' ? guest : disks),
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
  .step('land', { run: markDeleted, undo: onward })
  .onFailure((io, known, error) => failAction(io, known, ['deleting'], error, { vmState: 'error' }))

type Outcome = 'done' | 'nowhere' | 'unreachable'

/** Nobody waits for a host again that has not answered `before`. */
async function onItsHost(
  io: Conductor,
  serverId: ServerId,
  what: 'guest-destroy' | 'disks-delete' | 'nics',
  before?: Outcome,
): Promise<Outcome> {
  const server = await findServer(io.db, serverId)
  if (!server?.hostName) return 'nowhere'
  const { hostName } = server
  if (before === 'unreachable' || !(await isHostUp(io.db, hostName, io.settings.service_down_time)))
    return 'unreachable'
  try {
    if (what === 'nics') await unplugNics(io, serverId, hostName, newCommand())
    else await command(io, hostName, what, newCommand(), { serverId })
    return 'done'
  } catch (error) {
    if (!(error instanceof CloudError) || error.failure.kind !== 'unavailable') throw error
    io.log.warn({ serverId, host: hostName, command: what, err: error }, 'left behind on a host that does not answer')
    return 'unreachable'
  }
}

async function removeShelvedImage(io: Conductor, serverId: ServerId): Promise<void> {
  const server = await findServer(io.db, serverId)
  if (server?.shelvedImageId) await io.images.remove(server.shelvedImageId)
}

async function markDeleted(io: Conductor, { serverId, flowId }: ServerParams & FlowContext): Promise<void> {
  const now = io.clock.now()
  await forgetConsoleTokensOf(io.db, serverId)
  await closeMigrations(io.db, serverId)
  await io.db.transaction().execute(async (trx) => {
    await moveServer(trx, serverId, 'any', {
      vmState: 'deleted',
      taskState: null,
      powerState: 'pending',
      networkInfo: [],
      terminatedAt: now,
      deletedAt: now,
    })
    await finishJob(trx, flowId)
    // Last: the notification of the end is written as the job ends, and has the metadata.
    await forgetContents(trx, serverId)
  })
}
