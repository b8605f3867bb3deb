import { z } from 'zod'
import { assertCan, lifecycle, type ServerAction } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import type { ProjectId } from '#platform/ids'
import type { Microversion } from '#platform/service/microversion'
import { beginAction, isDelete } from '#store/begin-action'
import type { ActionParams } from '#store/server-jobs'
import type { StoredServer } from '#store/server-row'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { Rule } from '../../policy.ts'
import { parseBody } from '#platform/service/read-as'
import type { RouteResponse, RequestContext } from '../../route.ts'
import { refuseFullQueue } from '../refuse-full-queue.ts'
import { ownServer } from '../find-own-server.ts'
import { type LivingActionName, actionVersions } from './action-versions.ts'

/** An action with what it is told, ready to be done. */
export type PreparedAction = (api: ComputeDeps, context: RequestContext) => Promise<RouteResponse>

/** Something that can be asked of a server, as the table of actions holds it. */
export interface ServerActionEntry {
  name: LivingActionName
  isAt(version: Microversion): boolean
  /** The whole body that asks for it. */
  schema(context: RequestContext): z.ZodType
  prepare(body: Record<string, unknown>, context: RequestContext): PreparedAction
}

interface ServerActionSpec<Schema extends z.ZodType> {
  name: LivingActionName
  rule: Rule
  /** What stands under the action's name. */
  body: Schema | ((context: RequestContext) => Schema)
  handle(
    api: ComputeDeps,
    context: RequestContext,
    server: StoredServer,
    body: z.output<Schema>,
  ): Promise<RouteResponse>
}

/** Something that can be asked of a server: its name, who may, what it is told, what it does. */
export function serverAction<Schema extends z.ZodType>(spec: ServerActionSpec<Schema>): ServerActionEntry {
  const [since, until] = actionVersions[spec.name]
  const schemaOf =
    typeof spec.body === 'function' ? (spec.body as (context: RequestContext) => Schema) : () => spec.body as Schema
  const bodyAt = (context: RequestContext) => z.strictObject({ [spec.name]: schemaOf(context) })
  return {
    name: spec.name,
    isAt: (version) => version >= since && version <= until,
    schema: bodyAt,
    prepare(body, context) {
      const input = parseBody(bodyAt(context), body, context.legacy)[spec.name] as z.output<Schema>
      return async (api, asked) => spec.handle(api, asked, await ownServer(api, asked, spec.rule), input)
    },
  }
}

/** What the lifecycle's row of `action` says of it to whoever calls the API: its name in a body and the rule that guards it. */
export function namesOf<Action extends ActionOnTheWire>(action: Action) {
  const { wire: name, rule }: Pick<(typeof lifecycle)[ActionOnTheWire], 'wire' | 'rule'> = lifecycle[action]
  return { name, rule }
}

type ActionOnTheWire = {
  [Action in ServerAction]: (typeof lifecycle)[Action] extends { wire: string } ? Action : never
}[ServerAction]

/** Writes, or refuses, in the transaction that begins an action, before anything else. */
type Alongside = (trx: Db) => Promise<unknown>

/** What an action's flow is told besides; to be left out only where it needs nothing. */
type FlowInput<Action extends ServerAction> =
  object extends ActionParams<Action>
    ? [params?: ActionParams<Action>, alongside?: Alongside]
    : [params: ActionParams<Action>, alongside?: Alongside]

/** Begins what the lifecycle's table has under `action` and hands it to its flow. */
export async function beginServerAction<Action extends ServerAction>(
  api: ComputeDeps,
  context: RequestContext,
  server: Server,
  action: Action,
  ...[params, alongside]: FlowInput<Action>
): Promise<RouteResponse> {
  const { db, flows } = api
  const { caller, requestId } = context
  assertCan(server, action, caller.isAdmin) // refuse now what the flow would refuse later
  if (!isDelete(action)) await refuseFullQueue(api, context)
  const by = { ...caller, projectId: caller.projectId ?? ('' as ProjectId) }
  const job = await db.transaction().execute(async (trx) => {
    await alongside?.(trx)
    return beginAction(trx, { server, action, caller: by, requestId, params: params ?? ({} as ActionParams<Action>) })
  })
  flows.dispatch(job)
  return { status: 202 }
}
