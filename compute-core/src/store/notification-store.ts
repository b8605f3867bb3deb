import { sql, type Selectable } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ComputeInstanceAction, ComputeNotification, ComputeServer, ComputeServerFault } from '#platform/db/schema'

/** A row as PostgreSQL's to_jsonb writes it: dates are text. */
type AsJson<Row> = { [Key in keyof Row]: Date extends Row[Key] ? string | Extract<Row[Key], null> : Row[Key] }

/** A server as it was when a notification was written. */
export type ServerThen = AsJson<Selectable<ComputeServer>> & { host_name: string | null }
/** The action of a notification. */
export type ActionThen = AsJson<Selectable<ComputeInstanceAction>>
/** The fault of a notification's action. */
export type FaultThen = AsJson<Selectable<ComputeServerFault>>
/** What of a server was otherwise before an update. */
export type ServerBefore = Pick<ServerThen, 'vm_state' | 'task_state'> & { name: string | null }

/** Something that a webhook is told, with everything as it was then. */
export interface Notification extends Omit<Selectable<ComputeNotification>, 'server' | 'action' | 'fault' | 'before'> {
  server: ServerThen
  action: ActionThen | null
  fault: FaultThen | null
  before: ServerBefore | null
}

/** Has changes of servers written down for `url` from now on; without one, nothing is, and what waited is forgotten. */
export async function setWebhook(db: Db, url: string | undefined): Promise<void> {
  await db
    .deleteFrom('compute.webhook')
    .where('url', '!=', url ?? '')
    .execute()
  if (url === undefined) await db.deleteFrom('compute.notification').execute()
  else
    await db
      .insertInto('compute.webhook')
      .values({ url })
      .onConflict((on) => on.doNothing())
      .execute()
}

/** Takes the turn of delivering to `url` until the transaction ends; false when somebody else has it or the webhook is to be left alone. */
export async function takeWebhook(trx: Db, url: string): Promise<boolean> {
  const taken = await trx
    .selectFrom('compute.webhook')
    .select('url')
    .where('url', '=', url)
    .where('due_at', '<=', sql<Date>`now()`)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return taken !== undefined
}

/** Writes how the webhook was: reached, or to be tried again after 1 s, 2 s, 4 s up to five minutes; and what it said last that was not well. */
export async function noteWebhook(trx: Db, url: string, isReached: boolean, error: string | null): Promise<void> {
  await trx
    .updateTable('compute.webhook')
    .set({
      ...(isReached
        ? { failures: 0, reached_at: sql<Date>`now()` }
        : { failures: sql<number>`failures + 1`, due_at: later('failures') }),
      ...(error !== null && { last_error: error.slice(0, 500), last_error_at: sql<Date>`now()` }),
    })
    .where('url', '=', url)
    .execute()
}

/** What is due, oldest first. */
export async function dueNotifications(trx: Db, limit: number): Promise<Notification[]> {
  const rows = await trx
    .selectFrom('compute.notification')
    .selectAll()
    .where('due_at', '<=', sql<Date>`now()`)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows as unknown as Notification[]
}

/** Forgets notifications that were delivered or given up. */
export async function forgetNotifications(trx: Db, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await trx.deleteFrom('compute.notification').where('id', 'in', ids).execute()
}

/** Puts off a notification that was refused, so that the others need not wait for it. */
export async function putOff(trx: Db, id: number): Promise<void> {
  await trx
    .updateTable('compute.notification')
    .set({ attempts: sql<number>`attempts + 1`, due_at: later('attempts') })
    .where('id', '=', id)
    .execute()
}

const later = (tries: string) =>
  sql<Date>`now() + least(300, power(2, least(${sql.ref(tries)}, 20))) * interval '1 second'`

/** How the queue of the webhook does. */
export interface WebhookQueue {
  waiting: number
  /** Those of them that it has refused, and is asked again. */
  refused: number
  oldestAt: Date | null
  /** How often it could not be reached in a row. */
  failures: number
  /** When it is tried again; null where nothing keeps it from being told. */
  retryAt: Date | null
  reachedAt: Date | null
  lastError: string | null
  lastErrorAt: Date | null
}

/** How the queue of the webhook at `url` does, in one statement. */
export async function webhookQueue(db: Db, url: string): Promise<WebhookQueue> {
  const { rows } = await sql<WebhookQueue>`
    select q.waiting, q.refused, q.oldest as "oldestAt", coalesce(w.failures, 0) as failures,
      case when w.due_at > now() then w.due_at end as "retryAt", w.reached_at as "reachedAt",
      w.last_error as "lastError", w.last_error_at as "lastErrorAt"
    from (select count(*)::integer as waiting, count(*) filter (where attempts > 0)::integer as refused,
      min(created_at) as oldest from compute.notification) q
    left join compute.webhook w on w.url = ${url}`.execute(db)
  return rows[0]!
}

/** Has everything that waits be due now; what is being told at this moment needs no retry. */
export async function retryWebhook(db: Db, url: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const idle = trx.selectFrom('compute.webhook').select('url').where('url', '=', url).forUpdate().skipLocked()
    const { numUpdatedRows } = await trx
      .updateTable('compute.webhook')
      .set({ due_at: sql<Date>`now()` })
      .where('url', 'in', idle)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return
    await trx
      .updateTable('compute.notification')
      .set({ due_at: sql<Date>`now()` })
      .where('due_at', '>', sql<Date>`now()`)
      .execute()
  })
}
