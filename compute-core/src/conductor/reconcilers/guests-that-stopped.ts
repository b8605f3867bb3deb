import { sql } from 'kysely'
import type { ServerId } from '#platform/ids'
import type { Reconciler } from './reconciler.ts'

/** Turns an active server whose guest has shut itself down, or has crashed, into a stopped one, as Nova does. */
export const guestsThatStopped: Reconciler = {
  name: 'guests-that-stopped',
  everyMs: 10_000,
  wakes: true,
  async run({ db, network, log }) {
    const stopped = await db
      .updateTable('compute.server')
      .set({ vm_state: 'stopped', updated_at: sql<Date>`now()`, generation: sql<number>`generation + 1` })
      .where('vm_state', '=', 'active')
      .where('task_state', 'is', null)
      .where('power_state', 'in', ['shutdown', 'crashed'])
      .where('deleted_at', 'is', null)
      .returning('id')
      .execute()
    for (const { id } of stopped) {
      log.info({ serverId: id }, 'a guest stopped by itself')
      await network.setPortsStatus(id as ServerId, 'DOWN')
    }
  },
}
