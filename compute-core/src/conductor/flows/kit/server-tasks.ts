import type { Db } from '#platform/db/database'
import { newId, type ServerId } from '#platform/ids'
import { finishJob, isCarriedOut, isSuperseded } from '#platform/flow/job-ledger'
import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import { moveServer, type ServerProgress } from '#store/server-store'
import type { Conductor } from '../../conductor.ts'
import { moveOrPreempted, type ServerKnown, type Tasks } from './preemption.ts'

/** Writes progress while the server is still at one of this flow's tasks; throws when something stronger has preempted it. */
export async function advance(
  io: Pick<Conductor, 'db'>,
  serverId: ServerId,
  tasks: Tasks,
  progress: ServerProgress,
): Promise<void> {
  await moveOrPreempted(io.db, serverId, tasks, progress)
}

/**
 * The last step of a flow: writes where the server lands and that its job is carried out, both or neither. So a flow that dies right
 * after is not run again, and never takes back what its owner may be using already.
 */
export async function land(
  io: Pick<Conductor, 'db'>,
  { serverId, flowId }: Pick<ServerKnown, 'serverId' | 'flowId'>,
  tasks: Tasks,
  progress: ServerProgress,
): Promise<void> {
  await io.db.transaction().execute(async (trx) => {
    if (await isCarriedOut(trx, flowId)) return
    await moveOrPreempted(trx, serverId, tasks, { taskState: null, ...progress })
    await finishJob(trx, flowId)
  })
}

/**
 * How most actions fail: the fault and the action's record say why, the task ends, and of the server's state only `progress` changes.
 * A server that something stronger has taken over, or that was asked for the same anew, keeps its task and shows no fault.
 */
export async function failAction(
  io: Pick<Conductor, 'db'>,
  known: ServerKnown,
  tasks: Tasks,
  error: Error,
  progress: ServerProgress = {},
): Promise<void> {
  await io.db.transaction().execute(async (trx) => {
    if (await giveUp(trx, known, tasks, progress)) await recordFault(trx, known.serverId, error, known.requestId)
  })
}

/** How an action fails that leaves its server as it was, and well: its record says Error, and no fault is shown. */
export async function endWithoutFault(io: Pick<Conductor, 'db'>, known: ServerKnown, tasks: Tasks): Promise<void> {
  await io.db.transaction().execute((trx) => giveUp(trx, known, tasks, {}))
}

/** Writes that an action has failed, and ends its task if that is its own still: false when it is somebody else's. */
async function giveUp(
  trx: Db,
  { serverId, requestId, flowId }: ServerKnown,
  tasks: Tasks,
  progress: ServerProgress,
): Promise<boolean> {
  await endAction(trx, { serverId, requestId }, 'Error')
  if (await isSuperseded(trx, flowId)) return false
  return moveServer(trx, serverId, tasks, { taskState: null, ...progress })
}

/** The id of a step's command: whoever asks again for the same step means the same command. */
export const stepCommand = ({ flowId }: Pick<ServerKnown, 'flowId'>, step: string) => `${flowId}:${step}`

/** The id of a command that may have failed before and is to be tried anew. */
export const newCommand = (): string => newId<string>()
