import { setTimeout as pause } from 'node:timers/promises'
import { callOff } from '#platform/flow/job-ledger'
import type { ServerId } from '#platform/ids'
import { isHostUp } from '#store/host-store'
import { findServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'
import { newCommand } from '../kit/server-tasks.ts'

/** How long a delete waits for a flow that does not end, because the process that had it is gone for good. */
const patienceMs = 10 * 60_000

interface Ending {
  /** The flows that may go on. */
  except: readonly string[]
  /** Whether a guest that was asked to shut down is waited for no longer. */
  endsGrace: boolean
}

/** Calls off what was asked of the server and has not begun, and waits for the rest to end. */
export async function untilNothingElseRuns(io: Conductor, serverId: ServerId, ending: Ending): Promise<void> {
  const running = await callOff(io.db, serverId, ending.except)
  if (running.length > 0) await io.flows.yieldSlotWhile(() => untilEnded(io, serverId, ending))
}

async function untilEnded(io: Conductor, serverId: ServerId, { except, endsGrace }: Ending): Promise<void> {
  const until = Date.now() + patienceMs
  for (let waitMs = 25; Date.now() < until; waitMs = Math.min(waitMs * 2, 500)) {
    const running = await callOff(io.db, serverId, except)
    if (running.length === 0) return
    // Each time: it may have come to its wait only now.
    if (endsGrace) await endGrace(io, serverId)
    await pause(waitMs)
  }
  io.log.warn({ serverId }, 'deleting although an earlier flow has not ended')
}

async function endGrace(io: Conductor, serverId: ServerId): Promise<void> {
  const server = await findServer(io.db, serverId)
  if (server?.hostName && (await isHostUp(io.db, server.hostName, io.settings.service_down_time)))
    await command(io, server.hostName, 'guest-end-grace', newCommand(), { serverId }).catch((err: unknown) =>
      io.log.debug({ serverId, err }, 'the grace period of the guest could not be ended'),
    )
}
