import { CloudError } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'

const retryAfterSeconds = 30

/**
 * Refuses another operation of a project of which too many are queued already. Administrators are not refused, and nobody calls
 * this for a delete: both shorten the queue.
 */
export async function refuseFullQueue(
  { flows, config }: Pick<ComputeDeps, 'flows' | 'config'>,
  { caller }: Pick<RequestContext, 'caller'>,
): Promise<void> {
  if (caller.isAdmin) return
  const waiting = await flows.waiting(caller.projectId ?? '')
  if (waiting < config.max_waiting_operations) return
  const message = `${waiting} operations of your project are queued already. Retry in ${retryAfterSeconds} s.`
  throw new CloudError({ kind: 'overloaded', message, retryAfterSeconds })
}
