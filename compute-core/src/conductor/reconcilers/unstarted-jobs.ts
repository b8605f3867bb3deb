import type { Reconciler } from './reconciler.ts'

/** Old enough that whoever wrote the job has had the time to dispatch it. */
const lostAfterMs = 2_000

/** Goes on with what processes that are gone have left, and begins the flows of jobs that were written and never dispatched. */
export const unstartedJobs: Reconciler = {
  name: 'unstarted-jobs',
  everyMs: 5_000,
  everywhere: true,
  run: ({ flows }) => flows.takeUp(lostAfterMs),
}
