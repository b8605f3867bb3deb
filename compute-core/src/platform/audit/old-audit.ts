import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

const mostAtOnce = 10_000

/** Forgets what ended longer ago than `keptDays`, a batch at a time, so that nobody waits for a lock. */
export async function forgetOldAudit(db: Db, keptDays: number): Promise<number> {
  for (let forgotten = 0; ;) {
    const { numAffectedRows = 0n } = await sql`
      delete from platform.audit where id = any(array(
        select id from platform.audit where at < now() - make_interval(days => ${keptDays}) order by at limit ${mostAtOnce}))
    `.execute(db)
    forgotten += Number(numAffectedRows)
    if (numAffectedRows < mostAtOnce) return forgotten
  }
}
