import type { Db } from './database.ts'

/** Whether something that happens once in the life of a database has happened. */
export async function isMilestoneReached(db: Db, name: string): Promise<boolean> {
  const reached = await db.selectFrom('platform.milestone').select('name').where('name', '=', name).executeTakeFirst()
  return reached !== undefined
}

/**
 * Marks something that happens once as having happened; false when it has before. A second process waits here until the transaction of
 * the first has ended.
 */
export async function reachMilestone(trx: Db, name: string): Promise<boolean> {
  const reached = await trx
    .insertInto('platform.milestone')
    .values({ name })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return reached.numInsertedOrUpdatedRows === 1n
}
