import { shelvedFor } from '#store/overdue-servers'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler } from './reconciler.ts'

/** Frees the hosts of servers that were shelved longer ago than shelved_offload_time, and of those that should have been at once. */
export const shelvedLongEnough: Reconciler = {
  name: 'shelved-long-enough',
  everyMs: 10_000,
  async run(io) {
    const keptSeconds = io.settings.shelved_offload_time
    if (keptSeconds < 0) return 0
    const due = await shelvedFor(io.db, keptSeconds, restSeconds(keptSeconds))
    for (const id of due) await beginForCloud(io, id, { from: 'shelved', action: 'shelveOffload' })
    return due.length
  },
}

/** One whose offloading has failed has a rest before it is tried again. */
const restSeconds = (keptSeconds: number) => (keptSeconds === 0 ? 60 : Math.min(keptSeconds, 60))
