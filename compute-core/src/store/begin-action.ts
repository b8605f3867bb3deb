import { sql } from 'kysely'
import { assertCan, lifecycle, type ServerAction } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import { conflict, notFound } from '#platform/errors'
import { writeWish, writeWishes, type Wish } from '#platform/flow/wishes'
import type { ProjectId, RequestId, UserId } from '#platform/ids'
import { recordAction, recordActions } from './server-action-store.ts'
import { findServer } from './server-store.ts'
import { flowOf, type ServerCreateParams } from './server-wishes.ts'

/** Who asks, as far as an action's record and the locks need to know. */
export interface ActionCaller {
  userId: UserId
  projectId: ProjectId
  isAdmin: boolean
}

export interface ActionRequest {
  server: Pick<Server, 'id' | 'projectId'>
  action: ServerAction
  caller: ActionCaller
  requestId: RequestId | string
  /** Added to what the action's flow is told anyway (`store/server-wishes.ts`). */
  params?: Record<string, unknown>
}

/**
 * Claims the server for `action`, records the action and wishes for its flow, all in the caller's transaction; kick the wish once
 * that has committed. Throws the lifecycle's conflict when the server cannot begin it: of two requests at once only one wins.
 */
export async function beginAction(trx: Db, request: ActionRequest): Promise<Wish> {
  const { server, action, caller, requestId } = request
  await claim(trx, request)
  await recordAction(trx, { server, action: lifecycle[action].action, caller, requestId })
  const { flow, params } = flowOf[action]
  return writeWish(trx, {
    flow,
    subjectId: server.id,
    params: { serverId: server.id, ...params, ...request.params },
    requestId,
  })
}

export interface CreateRequest {
  server: Pick<Server, 'id' | 'projectId'>
  caller: ActionCaller
  requestId: RequestId | string
  params: Omit<ServerCreateParams, 'serverId'>
}

/** Records the creation of a server that the caller has just inserted as building and scheduling, and wishes for its flow. */
export const beginCreate = async (trx: Db, request: CreateRequest): Promise<Wish> =>
  (await beginCreates(trx, [request]))[0]!

/** The same for many servers, in two statements. */
export async function beginCreates(trx: Db, requests: readonly CreateRequest[]): Promise<Wish[]> {
  await recordActions(
    trx,
    requests.map((request) => ({ ...request, action: 'create' })),
  )
  return writeWishes(
    trx,
    requests.map(({ server, requestId, params }) => ({
      flow: 'server-create',
      subjectId: server.id,
      params: { serverId: server.id, ...params } satisfies ServerCreateParams,
      requestId,
    })),
  )
}

/** One statement compares and sets; only when it finds nothing to set do we look for the reason. */
async function claim(trx: Db, { server, action, caller }: ActionRequest): Promise<void> {
  const { from, overtakes, task, lockable, launched } = rulesOf(action)
  const claimed = await trx
    .updateTable('compute.server')
    .set({
      ...(task !== null && { task_state: task }),
      updated_at: sql<Date>`now()`,
      generation: sql<number>`generation + 1`,
    })
    .where('id', '=', server.id)
    .where('deleted_at', 'is', null)
    .$if(from !== 'any', (query) => query.where('vm_state', 'in', from as readonly string[]))
    .$if(overtakes !== 'any', (query) =>
      query.where((is) =>
        is.or([is('task_state', 'is', null), ...overtakable(overtakes).map((task) => is('task_state', '=', task))]),
      ),
    )
    .$if(launched, (query) => query.where('launched_at', 'is not', null))
    .$if(lockable && !caller.isAdmin, (query) => query.where('locked_by', 'is', null))
    .executeTakeFirst()
  if (claimed.numUpdatedRows === 1n) return
  const now = await findServer(trx, server.id)
  if (!now) throw notFound('Instance', server.id)
  assertCan(now, action, caller.isAdmin)
  throw conflict(`Instance ${server.id} changed meanwhile.`, 'Retry.')
}

interface Rules {
  from: readonly string[] | 'any'
  overtakes: readonly string[] | 'any'
  task: string | null
  lockable: boolean
  launched: boolean
}

const rulesOf = (action: ServerAction): Rules => lifecycle[action]
const overtakable = (overtakes: Rules['overtakes']): readonly string[] => (overtakes === 'any' ? [] : overtakes)
