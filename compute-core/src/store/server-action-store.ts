import { sql } from 'kysely'
import type { Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'
import { soonDurable } from './soon-durable.ts'

interface AskedAction {
  server: Pick<Server, 'id' | 'projectId'>
  action: string
  caller: { userId: string; projectId: string }
  requestId: string
}

/** Writes down what was asked of a server, by whom, under which request. A request asked twice is one record. */
export const recordAction = (db: Db, action: AskedAction): Promise<void> => recordActions(db, [action])

/** The same for many servers in one statement. */
export async function recordActions(db: Db, actions: readonly AskedAction[]): Promise<void> {
  await db
    .insertInto('compute.instance_action')
    .values(
      actions.map(({ server, action, requestId, caller }) => ({
        server_id: server.id,
        action,
        request_id: requestId,
        user_id: caller.userId,
        project_id: server.projectId,
      })),
    )
    .onConflict((on) =>
      on.columns(['server_id', 'request_id', 'action']).doUpdateSet({ message: null, updated_at: sql<Date>`now()` }),
    )
    .execute()
}

/** Which action a step belongs to: a request asks one thing of a server. */
export interface ActionKey {
  serverId: ServerId
  requestId: string
}

/** Writes that a step has begun; one that begins again writes over its own row. */
export async function beginEvent(db: Db, key: ActionKey, event: string): Promise<void> {
  await sql`
    insert into compute.instance_action_event (action_id, event, host)
    select a.id, ${event}, h.name
    from compute.instance_action a
    join compute.server s on s.id = a.server_id
    left join compute.host h on h.id = s.host_id, ${soonDurable}
    where a.server_id = ${key.serverId} and a.request_id = ${key.requestId}
    order by a.id desc limit 1
    on conflict (action_id, event) do update
    set start_time = now(), finish_time = null, result = null, details = null, traceback = null, host = excluded.host
  `.execute(db)
}

/** Writes how a step has ended. Nobody is woken for it: the next step, or the action's end, follows at once. */
export async function endEvent(
  db: Db,
  key: ActionKey,
  event: string,
  failed: { message: string; traceback: string } | null,
): Promise<void> {
  await sql`
    update compute.instance_action_event e
    set finish_time = now(), result = ${failed ? 'Error' : 'Success'}, details = ${failed?.message ?? null},
        traceback = ${failed?.traceback ?? null},
        host = coalesce((
          select h.name from compute.server s join compute.host h on h.id = s.host_id where s.id = ${key.serverId}), e.host)
    from ${soonDurable}
    where e.action_id = ${actionId(key)} and e.event = ${event}
  `.execute(db)
}

/**
 * Writes that nothing more is done for an action, and so wakes whoever watches it. A last step whose process died before it could write
 * its own end has ended well: else it would have been done again.
 */
export async function endEvents(db: Db, key: ActionKey): Promise<void> {
  await sql`
    with ended as (
      update compute.instance_action_event set finish_time = now(), result = 'Success'
      where action_id = ${actionId(key)} and finish_time is null
    )
    update compute.instance_action set updated_at = now() where id = ${actionId(key)}
  `.execute(db)
}

const actionId = ({ serverId, requestId }: ActionKey) => sql`(
  select id from compute.instance_action
  where server_id = ${serverId} and request_id = ${requestId} order by id desc limit 1)`

/** Marks the whole action as failed, or as well again when a later try has succeeded. */
export async function endAction(db: Db, key: ActionKey, message: 'Error' | null): Promise<void> {
  await db
    .updateTable('compute.instance_action')
    .set({ message, updated_at: sql<Date>`now()` })
    .where('server_id', '=', key.serverId)
    .where('request_id', '=', key.requestId)
    .execute()
}
