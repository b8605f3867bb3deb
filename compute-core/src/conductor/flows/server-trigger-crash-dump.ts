import { defineFlow, noUndo } from '#platform/flow/define-flow'
import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import type { Conductor } from '../conductor.ts'
import type { ServerParams } from './flow-params.ts'
import { stepOrder } from './server-tasks.ts'
import { orderOnHost } from './way-back.ts'

/** Sends the guest an interrupt that it cannot ignore: its kernel dumps core, or says so. The server's state stays what it is. */
export const serverTriggerCrashDump = defineFlow<Conductor, ServerParams>('server-trigger-crash-dump')
  .step('interrupt', {
    run: (io, known) => orderOnHost(io, 'guest-nmi', stepOrder(known, 'interrupt'), known.serverId),
    undo: noUndo('the guest has heard it'),
  })
  .whenItFails(({ db }, { serverId, requestId }, error) =>
    db.transaction().execute(async (trx) => {
      await endAction(trx, { serverId, requestId }, 'Error')
      await recordFault(trx, serverId, error, requestId)
    }),
  )
