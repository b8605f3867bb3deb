import { stopThoseWithoutPower } from '#store/server-drift'
import type { Reconciler } from './reconciler.ts'

/**
 * Turns a server whose guest has shut itself down, has crashed or went to sleep into a stopped one, as Nova does: an active one, and one
 * that is paused. A suspended server's guest is off as it should be. One that somebody has paused outside the cloud only shows that it is.
 */
export const guestsThatStopped: Reconciler = {
  name: 'guests-that-stopped',
  everyMs: 10_000,
  wakes: true,
  async run({ db, network, log }) {
    const stopped = await stopThoseWithoutPower(db)
    for (const serverId of stopped) {
      log.info({ serverId }, 'a guest stopped by itself')
      await network.setPortsStatus(serverId, 'DOWN')
    }
    return stopped.length
  },
}
