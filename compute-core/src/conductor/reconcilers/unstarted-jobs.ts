import { openJobs } from '#platform/flow/job-ledger'
import type { Reconciler } from './reconciler.ts'

/** Old enough that whoever wrote the job has had the time to dispatch it. */
const lostAfterMs = 2_000

/** Begins the flows of jobs whose process died between writing and dispatching them. */
export const unstartedJobs: Reconciler = {
  name: 'unstarted-jobs',
  everyMs: 5_000,
  async run({ db, flows }) {
    const lost = await openJobs(db, 'unstarted', lostAfterMs)
    for (const job of lost) flows.dispatch(job)
    return lost.length
  },
}
