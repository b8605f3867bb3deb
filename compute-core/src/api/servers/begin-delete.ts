import type { Server } from '#domain/server/server'
import type { ProjectId } from '#platform/ids'
import { recordAction } from '#store/server-action-store'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'
import { beginServerAction } from './actions/server-action.ts'

/** Begins to delete a server; one that is going already goes on. Its resize, if it waits for that, is confirmed by it. */
export async function beginDelete(
  api: ComputeDeps,
  context: RequestContext,
  server: Server,
  action: 'delete' | 'softDelete',
): Promise<void> {
  if (isGoing(server, action)) return
  const caller = { userId: context.caller.userId, projectId: context.caller.projectId ?? ('' as ProjectId) }
  const confirmed = { server, action: 'confirmResize', caller, requestId: context.requestId }
  await beginServerAction(api, context, server, action, {}, async (trx) => {
    // Before the delete's own record, which the steps to come are written under.
    if (server.vmState === 'resized') await recordAction(trx, confirmed)
  })
}

/** Softly only where there is time to change one's mind, and something that has run and could run again. */
export const wayToDelete = ({ config }: Pick<ComputeDeps, 'config'>, { launchedAt }: Server) =>
  config.reclaim_instance_interval > 0 && launchedAt !== null ? 'softDelete' : 'delete'

const isGoing = ({ taskState, vmState }: Server, action: 'delete' | 'softDelete') =>
  taskState === 'deleting' || (action === 'softDelete' && (taskState === 'soft-deleting' || vmState === 'soft-delete'))
