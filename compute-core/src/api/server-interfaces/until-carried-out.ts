import { setTimeout as pause } from 'node:timers/promises'
import { CloudError, conflict } from '#platform/errors'
import { isCarriedOut } from '#platform/flow/wish-ledger'
import type { ServerId } from '#platform/ids'
import { findAction, listEvents } from '#store/instance-action-queries'
import type { ComputeDeps } from '../compute-deps.ts'

/** Nova's rpc_response_timeout: how long a caller is kept waiting. */
const patienceMs = 60_000

/** Waits until a wish is carried out; throws why not when its flow has failed. It goes on also when nobody waits any more. */
export async function untilCarriedOut(
  { db }: Pick<ComputeDeps, 'db'>,
  wish: { id: string; requestId: string },
  serverId: ServerId,
): Promise<void> {
  const until = Date.now() + patienceMs
  for (let waitMs = 20; !(await isCarriedOut(db, wish.id)); waitMs = Math.min(waitMs * 2, 250)) {
    if (Date.now() > until) throw tooLong()
    await pause(waitMs)
  }
  const action = await findAction(db, serverId, wish.requestId)
  if (action?.message !== 'Error') return
  const failed = (await listEvents(db, action.id)).find(({ result }) => result === 'Error')
  throw conflict(failed?.details ?? 'It failed.', 'What was made for it has been taken back.')
}

const tooLong = () =>
  new CloudError({
    kind: 'unavailable',
    what: 'The answer',
    hint: 'The work goes on: look at the list of interfaces in a while.',
  })
