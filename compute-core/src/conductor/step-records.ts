import type { FlowContext } from '#platform/flow/define-flow'
import type { StepObserver } from '#platform/flow/run-flow'
import type { Database } from '#platform/db/database'
import { accountOf } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { beginEvent, endEvent, endEvents } from '#store/server-action-store'

/** Writes the steps of a server's flows into its action log, as they run. */
export const stepRecords = (db: Database): StepObserver => ({
  started: (flow, step) => beginEvent(db, actionOf(flow), step),
  async finished(flow, step, error) {
    const failed = error && { message: inFull(error), traceback: error.stack ?? error.message }
    await endEvent(db, actionOf(flow), step, failed)
  },
  ended: (flow) => endEvents(db, actionOf(flow)),
})

/** What a step has failed with, in all words: Nova shows it to administrators only. */
function inFull(error: Error): string {
  const { sentence, detail } = accountOf(error)
  return detail === undefined ? sentence : `${sentence}\n${detail}`
}

/** The action that a flow carries out: whatever is about no server has none, and nothing is written. */
const actionOf = ({ subjectId, requestId }: FlowContext) => ({ serverId: subjectId as ServerId, requestId })
