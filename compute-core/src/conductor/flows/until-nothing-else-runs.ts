import { setTimeout as pause } from 'node:timers/promises'
import { callOff } from '#platform/flow/wish-ledger'
import type { ServerId } from '#platform/ids'
import type { Conductor } from '../conductor.ts'

/** How long a delete waits for a flow that does not end, because the process that had it is gone for good. */
const patienceMs = 10 * 60_000

/** Calls off what was asked of the server and has not begun, and waits for the rest to end; the flows named in `except` may go on. */
export async function untilNothingElseRuns(
  io: Conductor,
  serverId: ServerId,
  except: readonly string[],
): Promise<void> {
  const until = Date.now() + patienceMs
  for (let waitMs = 25; Date.now() < until; waitMs = Math.min(waitMs * 2, 500)) {
    const running = await callOff(io.db, serverId, except)
    if (running.length === 0) return
    await pause(waitMs)
  }
  io.log.warn({ serverId }, 'deleting although an earlier flow has not ended')
}
