import { newId, type ServerId } from '#platform/ids'
import { stoppedWithPower } from '#store/server-drift'
import { moveServer } from '#store/server-store'
import { command } from '../conductor.ts'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/**
 * Stops a guest that has power, be it paused or asleep, although its server is stopped: somebody started it outside the cloud. Nova's choice, and ours: what the
 * owner last asked for wins over what happens on a host.
 */
export const guestsThatShouldNotRun: Reconciler = {
  name: 'guests-that-should-not-run',
  everyMs: 10_000,
  async run(io) {
    const running = await stoppedWithPower(io.db)
    await Promise.all(running.map(({ id, hostName }) => stop(io, id, hostName)))
    return running.length
  },
}

async function stop(io: ReconcilerIo, serverId: ServerId, hostName: string): Promise<void> {
  try {
    const graceMs = io.settings.shutdown_timeout * 1000
    const { power } = await command(io, hostName, 'guest-power-off', newId<string>(), { serverId, graceMs })
    await moveServer(io.db, serverId, [null], { powerState: power })
    io.log.info({ serverId, host: hostName }, 'stopped a guest that was started outside the cloud')
  } catch (err) {
    io.log.warn({ serverId, host: hostName, err }, 'a guest that should not run could not be stopped')
  }
}
