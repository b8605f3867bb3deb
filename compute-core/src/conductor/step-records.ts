import type { StepObserver } from '#platform/flow/run-flow'
import type { Database } from '#platform/db/database'
import type { ServerId } from '#platform/ids'
import { faultOf } from '#store/server-fault-store'
import { beginEvent, endEvent, endEvents } from '#store/server-action-store'

/** Writes the steps of a server's flows into its action log, as they run. */
export const stepRecords = (db: Database): StepObserver => ({
  async started({ serverId, requestId }, step) {
    if (typeof serverId === 'string') await beginEvent(db, { serverId: serverId as ServerId, requestId }, step)
  },
  async finished({ serverId, requestId }, step, error) {
    if (typeof serverId !== 'string') return
    const failed = error && { message: faultOf(error).message, traceback: error.stack ?? error.message }
    await endEvent(db, { serverId: serverId as ServerId, requestId }, step, failed)
  },
  async ended({ serverId, requestId }) {
    if (typeof serverId === 'string') await endEvents(db, { serverId: serverId as ServerId, requestId })
  },
})
