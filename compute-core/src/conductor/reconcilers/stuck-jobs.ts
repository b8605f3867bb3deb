import { begunJobs, finishJob, isCarriedOut } from '#platform/flow/job-ledger'
import type { Reconciler } from './reconciler.ts'

/** Closes jobs whose flow has ended without saying so, and begins anew those whose flow is not known any more. */
export const stuckJobs: Reconciler = {
  name: 'stuck-jobs',
  everyMs: 15_000,
  async run({ db, flows, log }) {
    let stuck = 0
    for (const job of await begunJobs(db, 15_000)) {
      const state = await flows.stateOf(job.id)
      // Its flow may have ended properly since the list was read.
      if (state === 'running' || (await isCarriedOut(db, job.id))) continue
      stuck++
      log.warn({ flow: job.flow, flowId: job.id, state }, 'a job was stuck')
      if (state === 'ended') await finishJob(db, job.id)
      else flows.dispatch(job)
    }
    return stuck
  },
}
