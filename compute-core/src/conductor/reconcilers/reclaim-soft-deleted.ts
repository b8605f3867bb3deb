import { softDeletedFor } from '#store/overdue-servers'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler } from './reconciler.ts'

/** Deletes for good what was soft-deleted longer ago than reclaim_instance_interval. */
export const reclaimSoftDeleted: Reconciler = {
  name: 'reclaim-soft-deleted',
  everyMs: 10_000,
  async run(io) {
    const interval = io.settings.reclaim_instance_interval
    if (interval === 0) return 0
    const due = await softDeletedFor(io.db, interval)
    for (const id of due) await beginForCloud(io, id, { from: 'soft-delete', action: 'delete' })
    return due.length
  },
}
