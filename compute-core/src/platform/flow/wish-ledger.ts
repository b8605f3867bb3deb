import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { Wish } from './wishes.ts'

/** Marks a wish as begun; false when it has ended or been called off, so that nobody carries it out (again). */
export async function beginWish(db: Db, id: string): Promise<boolean> {
  const begun = await db
    .updateTable('platform.wish')
    .set({ started_at: sql<Date>`coalesce(started_at, now())` })
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  return begun.numUpdatedRows === 1n
}

/** Marks a wish as carried out, well or not. */
export async function finishWish(db: Db, id: string): Promise<void> {
  await db
    .updateTable('platform.wish')
    .set({ finished_at: sql<Date>`coalesce(finished_at, now())` })
    .where('id', '=', id)
    .execute()
}

/** Whether a wish has ended. */
export async function isCarriedOut(db: Db, id: string): Promise<boolean> {
  const wish = await db.selectFrom('platform.wish').select('finished_at').where('id', '=', id).executeTakeFirst()
  return wish !== undefined && wish.finished_at !== null
}

/** As part of a query: whether the same was wished for the same subject again, while this wish was being carried out. */
export const wishedAnew = (id: string) => sql<boolean>`exists (
  select from platform.wish mine join platform.wish newer
    on newer.subject_id = mine.subject_id and newer.flow = mine.flow and newer.created_at > mine.created_at
  where mine.id = nullif(${id}, '')::uuid and newer.finished_at is null)`

/** The same, asked by itself. */
export async function isWishedAnew(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql<{ anew: boolean }>`select ${wishedAnew(id)} as anew`.execute(db)
  return rows[0]!.anew
}

/**
 * Calls off what was wished for a subject and has not begun, but for the flows named in `except`; answers with those that have
 * begun and not ended.
 */
export async function callOff(db: Db, subjectId: string, except: readonly string[]): Promise<readonly string[]> {
  await db
    .updateTable('platform.wish')
    .set({ finished_at: sql<Date>`now()` })
    .where('subject_id', '=', subjectId)
    .where('started_at', 'is', null)
    .where('finished_at', 'is', null)
    .where('flow', 'not in', except)
    .execute()
  const running = await db
    .selectFrom('platform.wish')
    .select('id')
    .where('subject_id', '=', subjectId)
    .where('started_at', 'is not', null)
    .where('finished_at', 'is', null)
    .where('flow', 'not in', except)
    .execute()
  return running.map(({ id }) => id)
}

/** Wishes older than `olderThanMs` that have not ended: `unstarted` ones were lost between commit and kick, `started` ones may be stuck. */
export async function openWishes(
  db: Db,
  which: 'unstarted' | 'started',
  olderThanMs: number,
): Promise<readonly Wish[]> {
  const rows = await db
    .selectFrom('platform.wish')
    .selectAll()
    .where('finished_at', 'is', null)
    .where('started_at', which === 'unstarted' ? 'is' : 'is not', null)
    .where('created_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    flow: row.flow,
    subjectId: row.subject_id,
    params: row.params as Record<string, unknown>,
    requestId: row.request_id,
  }))
}

/** Forgets wishes that ended longer ago than `olderThanMs`. */
export async function pruneWishes(db: Db, olderThanMs: number): Promise<number> {
  const pruned = await db
    .deleteFrom('platform.wish')
    .where('finished_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .executeTakeFirst()
  return Number(pruned.numDeletedRows)
}
