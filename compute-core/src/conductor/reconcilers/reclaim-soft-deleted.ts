import { sql } from 'kysely'
import type { ServerId } from '#platform/ids'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler } from './reconciler.ts'

/** Deletes for good what was soft-deleted longer ago than reclaim_instance_interval. */
export const reclaimSoftDeleted: Reconciler = {
  name: 'reclaim-soft-deleted',
  everyMs: 10_000,
  async run(io) {
    const interval = io.settings.reclaim_instance_interval
    if (interval === 0) return
    const { rows } = await sql<{ id: ServerId }>`
      select id from compute.server
      where vm_state = 'soft-delete' and task_state is null and deleted_at is null
        and soft_deleted_at <= now() - ${interval} * interval '1 second'`.execute(io.db)
    for (const { id } of rows) await beginForCloud(io, id, { from: 'soft-delete', action: 'delete' })
  },
}
