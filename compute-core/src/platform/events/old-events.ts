import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** Forgets events older than `olderThanMs`: everybody who listens has read them long ago. */
export async function forgetOldEvents(db: Db, olderThanMs: number): Promise<void> {
  await db
    .deleteFrom('platform.event')
    .where('at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .execute()
}
