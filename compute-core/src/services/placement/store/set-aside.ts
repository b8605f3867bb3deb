import { sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import { release } from './claims.ts'

/** Moves all that the consumer holds to `under`, unless that holds something already. No provider's usage changes by it. */
export const setAside = (db: Database, consumerId: string, under: string): Promise<void> =>
  db.transaction().execute((trx) => rename(trx, consumerId, under))

/** Gives the consumer back what `from` keeps for it, instead of all that it holds now; when nothing is kept, nothing changes. */
export const putBack = (db: Database, consumerId: string, from: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const kept = await trx
      .selectFrom('placement.consumer')
      .select('id')
      .where('id', '=', from)
      .forUpdate()
      .executeTakeFirst()
    if (!kept) return
    await release(trx, consumerId)
    await rename(trx, from, consumerId)
  })

async function rename(trx: Db, from: string, to: string): Promise<void> {
  const { rows } = await sql`
    insert into placement.consumer (id, project_id, user_id)
    select ${to}::uuid, project_id, user_id from placement.consumer where id = ${from}
    on conflict (id) do nothing returning id`.execute(trx)
  if (rows.length === 0) return
  await sql`update placement.allocation set consumer_id = ${to} where consumer_id = ${from}`.execute(trx)
  await sql`delete from placement.consumer where id = ${from}`.execute(trx)
}
