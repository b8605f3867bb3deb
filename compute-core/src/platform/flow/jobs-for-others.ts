import type { Db } from '#platform/db/database'
import { countWaitingJobs } from './job-ledger.ts'
import type { Flows } from './jobs.ts'

/** For a process that only writes jobs: others hear of them, and carry them out. */
export const jobsForOthers = (db: Db): Flows => ({
  dispatch: () => {},
  waiting: (projectId) => countWaitingJobs(db, projectId),
  yieldSlotWhile: (wait) => wait(),
})
