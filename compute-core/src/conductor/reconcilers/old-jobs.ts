import { pruneJobs } from '#platform/flow/job-ledger'
import { forgetProcesses } from '#platform/process/control-process'
import type { Reconciler } from './reconciler.ts'

const keptMs = 60 * 60_000
const processesKeptMs = 7 * 24 * 60 * 60_000

/** Forgets jobs and the checkpoints of flows that ended an hour ago, and control processes that are gone for a week; what people read is the action log. */
export const oldJobs: Reconciler = {
  name: 'old-jobs',
  everyMs: 10 * 60_000,
  async run({ db, flows }) {
    // The checkpoints go first: a job without checkpoints would be begun anew, were it not known to have ended.
    await flows.prune(keptMs)
    await pruneJobs(db, keptMs)
    await forgetProcesses(db, processesKeptMs)
  },
}
