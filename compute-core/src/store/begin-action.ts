import { sql } from 'kysely'
import { assertCan, type FlowOf, lifecycle, type ServerAction } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import { conflict, notFound } from '#platform/errors'
import type { Turn } from '#platform/flow/fair-slots'
import { writeJob, writeJobs, type Job } from '#platform/flow/jobs'
import type { ProjectId, RequestId, UserId } from '#platform/ids'
import { recordAction, recordActions } from './server-action-store.ts'
import { findServer } from './server-store.ts'
import { type ActionParams, asJob, type ServerCreateParams, type ServerFlowParams } from './server-jobs.ts'

/** Who asks, as far as an action's record and the locks need to know. */
export interface ActionCaller {
  userId: UserId
  projectId: ProjectId
  isAdmin: boolean
  /** The cloud itself asks: what it does takes the turn of the server's project. */
  isCloud?: boolean
}

export interface ActionRequest<Action extends ServerAction> {
  server: Pick<Server, 'id' | 'projectId'>
  action: Action
  caller: ActionCaller
  requestId: RequestId | string
  /** What the action's flow is told besides which server it is of (`store/server-jobs.ts`). */
  params: ActionParams<Action>
}

/**
 * Claims the server for `action`, records the action and writes the job for its flow, all in the caller's transaction; dispatch the job once
 * that has committed. Throws the lifecycle's conflict when the server cannot begin it: of two requests at once only one wins.
 */
export async function beginAction<Action extends ServerAction>(trx: Db, request: ActionRequest<Action>): Promise<Job> {
  const { server, action, caller, requestId } = request
  await claim(trx, request)
  const { action: name, flow, params: fixed } = rowOf(action)
  await recordAction(trx, { server, action: name, caller, requestId })
  // What the row fixes and what the request adds are together what the flow is told: `ActionParams` leaves out just the former.
  const params: object = { serverId: server.id, ...fixed, ...request.params }
  const job = {
    flow: flow as FlowOf<Action>,
    params: params as ServerFlowParams[FlowOf<Action>],
    requestId,
    turn: turnOf(action, caller),
  }
  return writeJob(trx, asJob(job))
}

const deletes: ReadonlySet<string> = new Set<ServerAction>(['delete', 'softDelete'])

/** Whether an action only makes room: it goes before its project's other work. */
export const isDelete = (action: string): boolean => deletes.has(action)

/** Whose turn an action takes: its caller's project's, where deletes come first; administrators wait behind nobody else. */
function turnOf(action: string, { projectId, isAdmin, isCloud = false }: ActionCaller): Turn {
  if (isAdmin && !isCloud) return { projectId, priority: 'first' }
  return { projectId, priority: isDelete(action) ? 'next' : 'usual' }
}

export interface CreateRequest {
  server: Pick<Server, 'id' | 'projectId'>
  caller: ActionCaller
  requestId: RequestId | string
  params: Omit<ServerCreateParams, 'serverId'>
}

/** Records the creation of a server that the caller has just inserted as building and scheduling, and writes the job for its flow. */
export const beginCreate = async (trx: Db, request: CreateRequest): Promise<Job> =>
  (await beginCreates(trx, [request]))[0]!

/** The same for many servers, in two statements. */
export async function beginCreates(trx: Db, requests: readonly CreateRequest[]): Promise<Job[]> {
  await recordActions(
    trx,
    requests.map((request) => ({ ...request, action: 'create' })),
  )
  return writeJobs(
    trx,
    requests.map(({ server, caller, requestId, params }) =>
      asJob({
        flow: 'server-create',
        params: { serverId: server.id, ...params },
        requestId,
        turn: turnOf('create', caller),
      }),
    ),
  )
}

/** One statement compares and sets; only when it finds nothing to set do we look for the reason. */
async function claim(
  trx: Db,
  { server, action, caller }: Pick<ActionRequest<ServerAction>, 'server' | 'action' | 'caller'>,
): Promise<void> {
  const { from, preempts, task, lockable, launched } = rowOf(action)
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
    .$if(preempts !== 'any', (query) =>
      query.where((is) =>
        is.or([is('task_state', 'is', null), ...preemptable(preempts).map((task) => is('task_state', '=', task))]),
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

interface Row {
  action: string
  flow: string
  params?: object
  from: readonly string[] | 'any'
  preempts: readonly string[] | 'any'
  task: string | null
  lockable: boolean
  launched: boolean
}

const rowOf = (action: ServerAction): Row => lifecycle[action]
const preemptable = (preempts: Row['preempts']): readonly string[] => (preempts === 'any' ? [] : preempts)
