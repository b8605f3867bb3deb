import { setTimeout as pause } from 'node:timers/promises'
import { CloudError, conflict, unavailable } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { type ActionOutcome, outcomeOfAction } from '#store/action-outcome'
import type { ComputeDeps } from '../../compute-deps.ts'

/** Waits until the flow of an action has ended, and throws what it has failed with; a 503 when that takes longer than Nova waits. */
export async function awaitAction(
  { db, config }: Pick<ComputeDeps, 'db' | 'config'>,
  action: { serverId: ServerId; requestId: string },
): Promise<void> {
  const until = Date.now() + config.rpc_response_timeout * 1000
  for (let waitMs = 20; Date.now() < until; waitMs = Math.min(waitMs * 2, 500)) {
    const outcome = await outcomeOfAction(db, action)
    if (outcome === 'done') return
    if (outcome !== 'under way') throw refusalOf(outcome, action.serverId)
    await pause(waitMs)
  }
  throw unavailable(`The host of instance ${action.serverId}`, 'What you asked for is still under way: look again.')
}

/** The failure that a fault was written of, as far as its code and its sentence tell. */
function refusalOf({ failure }: Exclude<ActionOutcome, string>, serverId: ServerId): Error {
  if (failure === null) return conflict(`Instance ${serverId} was taken over by another operation.`, 'Retry.')
  if (failure.code === 501) return new CloudError({ kind: 'not-implemented', message: failure.message })
  // Nova's choice: whatever else goes wrong on the way to the guest, the guest is not in the right state for it.
  return conflict(failure.message, '')
}
