import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { forbidden } from '#platform/errors'

/** Keystone leaves it open ([credential]user_limit and its like). Here lists come whole, and each entry may have 64 KiB. */
const mostPerUser = 300

const limited = {
  'application credentials': { table: 'identity.application_credential', owner: 'user_id' },
  credentials: { table: 'identity.credential', owner: 'user_id' },
  trusts: { table: 'identity.trust', owner: 'trustor_user_id' },
} as const

/** Refuses one more of what users make for themselves than a user may have; of many at once none slips through. */
export async function assertOneMoreOf(tx: Db, kind: keyof typeof limited, userId: string): Promise<void> {
  const { table, owner } = limited[kind]
  await sql`select from identity.user where id = ${userId} for no key update`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)} where ${sql.ref(owner)} = ${userId}`.execute(tx)
  if (rows[0]!.count < mostPerUser) return
  throw forbidden(`The user has ${mostPerUser} ${kind} and may not have more. Delete those that are not needed.`)
}
