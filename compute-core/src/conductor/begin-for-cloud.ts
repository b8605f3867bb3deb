import type { VmState } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import { newRequestId, type ServerId } from '#platform/ids'
import { beginAction } from '#store/begin-action'
import type { ActionWithoutParams } from '#store/server-jobs'
import { getServer, lockAtRest } from '#store/server-store'
import type { Conductor } from './conductor.ts'

/**
 * Begins an action that the cloud itself asks for, in the owner's name, of a server that still is `from` and at rest, and of which `isDue`
 * still holds.
 */
export async function beginForCloud(
  io: Conductor,
  serverId: ServerId,
  {
    from,
    action,
    isDue = async () => true,
  }: { from: VmState; action: ActionWithoutParams; isDue?: (trx: Db) => Promise<boolean> },
): Promise<void> {
  const job = await io.db.transaction().execute(async (trx) => {
    // The row is ours from here on: what its owner asks for now comes after.
    if (!(await lockAtRest(trx, serverId))) return undefined
    const server = await getServer(trx, serverId)
    if (server.vmState !== from || !(await isDue(trx))) return undefined
    const caller = { userId: server.userId, projectId: server.projectId, isAdmin: true, isCloud: true }
    return beginAction(trx, { server, action, caller, requestId: newRequestId(), params: {} })
  })
  if (!job) return
  io.flows.dispatch(job)
  io.log.info({ serverId, action }, 'begun by the cloud itself')
}
