import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** Tells every process that something has happened for which no row of its own has changed. */
export async function tellEvent(db: Db, topic: string, subjectId: string): Promise<void> {
  await sql`
    with told as (insert into platform.event (topic, subject_id) values (${topic}, ${subjectId}))
    select pg_notify('kilonova_event', ${topic})`.execute(db)
}
