import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** Writes that a grant has been used, and forgets those that have expired since. Twice is once. */
export async function useGrant(db: Db, grant: { nonce: string; expiresAt: Date }): Promise<void> {
  await sql`
    with expired as (delete from compute.used_image_grant where expires_at < now())
    insert into compute.used_image_grant (nonce, expires_at) values (${grant.nonce}, ${grant.expiresAt})
    on conflict do nothing`.execute(db)
}

/** Writes that a grant is good for nothing any more: it counts as used since ever. Twice is once. */
export async function spendGrant(db: Db, { nonce, expiresAt }: { nonce: string; expiresAt: Date }): Promise<void> {
  await sql`
    insert into compute.used_image_grant (nonce, used_at, expires_at) values (${nonce}, 'epoch', ${expiresAt})
    on conflict (nonce) do update set used_at = 'epoch'`.execute(db)
}

/** For how many milliseconds a grant has been used; undefined for one that has not. */
export async function usedForMs(db: Db, nonce: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('compute.used_image_grant')
    .select(sql<number>`extract(epoch from now() - used_at)::float8 * 1000`.as('ms'))
    .where('nonce', '=', nonce)
    .executeTakeFirst()
  return row?.ms
}
