import { sql, type Selectable } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ComputeNotification } from '#platform/db/schema'

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

/** Writes how the webhook was: reached, or to be tried again after 1 s, 2 s, 4 s up to five minutes. */
export async function noteWebhook(trx: Db, url: string, isReached: boolean): Promise<void> {
  await trx
    .updateTable('compute.webhook')
    .set(isReached ? { failures: 0 } : { failures: sql<number>`failures + 1`, due_at: later('failures') })
    .where('url', '=', url)
    .execute()
}

/** What is due, oldest first. */
export const dueNotifications = (trx: Db, limit: number): Promise<Selectable<ComputeNotification>[]> =>
  trx
    .selectFrom('compute.notification')
    .selectAll()
    .where('due_at', '<=', sql<Date>`now()`)
    .orderBy('id')
    .limit(limit)
    .execute()

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
