import { accountOf } from '#platform/errors'
import { defineFlow, nothingToUndo } from '#platform/flow/define-flow'
import { endOpenItems, finishBulkRun } from '#store/bulk-run-store'
import type { Conductor } from '../../conductor.ts'
import { sendItems } from './send-items.ts'

/** What bulk-run is told; the rest stands in the run's rows. */
export interface BulkRunParams {
  runId: string
}

/** Asks one thing of many servers, a few at once, and writes down what each has answered. What then becomes of a server is its own action. */
export const bulkRun = defineFlow<Conductor, BulkRunParams>('bulk-run')
  .step('send', {
    // It waits for the answers of others: meanwhile it takes no place from those that work.
    run: (io, { runId }) => io.flows.yieldSlotWhile(() => sendItems(io, runId)),
    undo: nothingToUndo('what a server was asked is its own action, with its own way back'),
  })
  .onFailure(async ({ db }, { runId }, error) => {
    await endOpenItems(db, runId, `Not sent: ${accountOf(error).sentence}`)
    await finishBulkRun(db, runId)
  })
