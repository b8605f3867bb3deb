import { newId, type ServerId } from '#platform/ids'
import { moveServer } from '#store/server-store'
import { order } from '../conductor.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/**
 * Stops a guest that has power, be it paused or asleep, although its server is stopped: somebody started it outside the cloud. Nova's choice, and ours: what the
 * owner last asked for wins over what happens on a host.
 */
export const guestsThatShouldNotRun: Reconciler = {
  name: 'guests-that-should-not-run',
  everyMs: 10_000,
  async run(io) {
    const running = await io.db
      .selectFrom('compute.server as server')
      .innerJoin('compute.host as host', 'host.id', 'server.host_id')
      .select(['server.id', 'host.name as hostName'])
      .where('server.vm_state', '=', 'stopped')
      .where('server.task_state', 'is', null)
      .where('server.power_state', 'in', ['running', 'paused', 'suspended'])
      .where('server.deleted_at', 'is', null)
      .execute()
    await Promise.all(running.map(({ id, hostName }) => stop(io, id as ServerId, hostName)))
  },
}

async function stop(io: ReconcilerIo, serverId: ServerId, hostName: string): Promise<void> {
  try {
    const graceMs = io.settings.shutdown_timeout * 1000
    const { power } = await order(io, hostName, 'guest-power-off', newId<string>(), { serverId, graceMs })
    await moveServer(io.db, serverId, [null], { powerState: power })
    io.log.info({ serverId, host: hostName }, 'stopped a guest that was started outside the cloud')
  } catch (err) {
    io.log.warn({ serverId, host: hostName, err }, 'a guest that should not run could not be stopped')
  }
}
