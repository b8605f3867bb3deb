import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import type { Conductor } from '../../conductor.ts'
import type { ServerParams } from '#store/server-jobs'
import { defineFlow, pointOfNoReturn } from '#platform/flow/define-flow'
import { commandOnHost } from '../kit/server-host.ts'
import { stepCommand } from '../kit/server-tasks.ts'

/** Sends the guest an interrupt that it cannot ignore: its kernel dumps core, or says so. The server's state stays what it is. */
export const serverTriggerCrashDump = defineFlow<Conductor, ServerParams>('server-trigger-crash-dump')
  .step('interrupt', {
    run: (io, known) => commandOnHost(io, 'guest-nmi', stepCommand(known, 'interrupt'), known.serverId),
    undo: pointOfNoReturn('the guest has heard it', 'triggerCrashDump'),
  })
  .onFailure(({ db }, { serverId, requestId }, error) =>
    db.transaction().execute(async (trx) => {
      await endAction(trx, { serverId, requestId }, 'Error')
      await recordFault(trx, serverId, error, requestId)
    }),
  )
