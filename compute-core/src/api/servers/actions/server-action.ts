import { z } from 'zod'
import type { ServerAction } from '#domain/server/lifecycle'
import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import type { ProjectId } from '#platform/ids'
import { type Microversion, minorOf, type VersionName } from '#platform/microversion/microversion'
import { beginAction } from '#store/begin-action'
import type { StoredServer } from '#store/server-row'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { Rule } from '../../policy.ts'
import { parseBody } from '../../read-as.ts'
import type { Answer, Ask } from '../../route.ts'
import { ownServer } from '../find-own-server.ts'

/** An action with what it is told, ready to be done. */
export type PreparedAction = (api: ComputeDeps, ask: Ask) => Promise<Answer>

/** Something that can be asked of a server, as the table of actions holds it. */
export interface ServerActionEntry {
  name: string
  isAt(version: Microversion): boolean
  prepare(body: Record<string, unknown>, ask: Ask): PreparedAction
}

interface ServerActionSpec<Schema extends z.ZodType> {
  name: string
  rule: Rule
  since?: VersionName
  until?: VersionName
  /** What stands under the action's name. */
  body: Schema | ((ask: Ask) => Schema)
  handle(api: ComputeDeps, ask: Ask, server: StoredServer, body: z.output<Schema>): Promise<Answer>
}

/** Something that can be asked of a server: its name, who may, what it is told, what it does. */
export function serverAction<Schema extends z.ZodType>(spec: ServerActionSpec<Schema>): ServerActionEntry {
  const { since = '2.1', until = '2.104' } = spec
  return {
    name: spec.name,
    isAt: (version) => version >= minorOf(since) && version <= minorOf(until),
    prepare(body, ask) {
      const schema = typeof spec.body === 'function' ? (spec.body as (ask: Ask) => Schema)(ask) : spec.body
      const told = parseBody(z.strictObject({ [spec.name]: schema }), body, ask.legacy)[spec.name] as z.output<Schema>
      return async (api, asked) => spec.handle(api, asked, await ownServer(api, asked, spec.rule), told)
    },
  }
}

/**
 * Begins what the lifecycle's table has under `action` and hands it to its flow, which is told `params` as well. `alongside` writes,
 * or refuses, in the same transaction before anything else.
 */
export async function beginServerAction(
  { db, flows }: ComputeDeps,
  { caller, requestId }: Ask,
  server: Server,
  action: ServerAction,
  params: Record<string, unknown> = {},
  alongside?: (trx: Db) => Promise<unknown>,
): Promise<Answer> {
  assertCan(server, action, caller.isAdmin) // refuse now what the flow would refuse later
  const by = { ...caller, projectId: caller.projectId ?? ('' as ProjectId) }
  const wish = await db.transaction().execute(async (trx) => {
    await alongside?.(trx)
    return beginAction(trx, { server, action, caller: by, requestId, params })
  })
  flows.kick(wish)
  return { status: 202 }
}
