import type { Db } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { newId, type ServerId } from '#platform/ids'
import { finishWish, isCarriedOut, isWishedAnew, wishedAnew } from '#platform/flow/wish-ledger'
import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import { moveServer, type ServerProgress } from '#store/server-store'
import type { Conductor } from '../conductor.ts'

/** What every flow of a server knows. */
export interface ServerKnown {
  serverId: ServerId
  flowId: string
  requestId: string
}

type Tasks = readonly (string | null)[]

/** Writes progress while the server is still at one of this flow's tasks; throws when something stronger has overtaken it. */
export async function advance(
  io: Pick<Conductor, 'db'>,
  serverId: ServerId,
  tasks: Tasks,
  progress: ServerProgress,
): Promise<void> {
  await moveOrOvertaken(io.db, serverId, tasks, progress)
}

/** The same in the caller's own transaction. */
export async function moveOrOvertaken(
  db: Db,
  serverId: ServerId,
  tasks: Tasks,
  progress: ServerProgress,
): Promise<void> {
  if (!(await moveServer(db, serverId, tasks, progress))) throw overtaken(serverId)
}

/**
 * The last step of a flow: writes where the server lands and that its wish is carried out, both or neither. So a flow that dies right
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
    await moveOrOvertaken(trx, serverId, tasks, { taskState: null, ...progress })
    await finishWish(trx, flowId)
  })
}

/** A guard that throws once the server is not at one of `tasks` any more, unless because this very flow has landed. */
export const stillAt =
  (tasks: readonly string[]) =>
  async (io: Pick<Conductor, 'db'>, known: Pick<ServerKnown, 'serverId' | 'flowId'>): Promise<void> => {
    if (await isStillAt(io.db, known, tasks)) return
    if (!(await isCarriedOut(io.db, known.flowId))) throw overtaken(known.serverId)
  }

/** Whether the server is at one of a flow's `tasks` for its sake, and not because the same was asked for anew after a reset. */
export async function isStillAt(
  db: Db,
  { serverId, flowId }: Pick<ServerKnown, 'serverId' | 'flowId'>,
  tasks: readonly string[],
): Promise<boolean> {
  const server = await db
    .selectFrom('compute.server')
    .select(['task_state', wishedAnew(flowId).as('anew')])
    .where('id', '=', serverId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return server !== undefined && !server.anew && tasks.includes(server.task_state ?? '')
}

const overtaken = (serverId: ServerId) =>
  conflict(`Instance ${serverId} has been given another task meanwhile.`, 'Nothing is left of this one.')

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
  if (await isWishedAnew(trx, flowId)) return false
  return moveServer(trx, serverId, tasks, { taskState: null, ...progress })
}

/** The id of a step's order: whoever asks again for the same step means the same order. */
export const stepOrder = ({ flowId }: Pick<ServerKnown, 'flowId'>, step: string) => `${flowId}:${step}`

/** The id of an order that may have failed before and is to be tried anew. */
export const newOrder = (): string => newId<string>()
