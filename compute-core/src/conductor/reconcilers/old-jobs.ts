import { pruneJobs } from '#platform/flow/job-ledger'
import type { Reconciler } from './reconciler.ts'

const keptMs = 60 * 60_000

/** Forgets jobs and the checkpoints of flows that ended an hour ago; what people read of them is the action log. */
export const oldJobs: Reconciler = {
  name: 'old-jobs',
  everyMs: 10 * 60_000,
  async run({ db, flows }) {
    // The checkpoints go first: a job without checkpoints would be begun anew, were it not known to have ended.
    await flows.prune(keptMs)
    await pruneJobs(db, keptMs)
  },
}
