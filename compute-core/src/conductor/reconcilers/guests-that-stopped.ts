import { sql } from 'kysely'
import type { ServerId } from '#platform/ids'
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
    const stopped = await db
      .updateTable('compute.server')
      .set({ vm_state: 'stopped', updated_at: sql<Date>`now()`, generation: sql<number>`generation + 1` })
      .where('task_state', 'is', null)
      .where((is) =>
        is.or([
          is.and([is('vm_state', '=', 'active'), is('power_state', 'in', ['shutdown', 'crashed', 'suspended'])]),
          is.and([is('vm_state', '=', 'paused'), is('power_state', 'in', ['shutdown', 'crashed'])]),
        ]),
      )
      .where('deleted_at', 'is', null)
      .returning('id')
      .execute()
    for (const { id } of stopped) {
      log.info({ serverId: id }, 'a guest stopped by itself')
      await network.setPortsStatus(id as ServerId, 'DOWN')
    }
  },
}
