import { sql } from 'kysely'
import type { Database, Db } from '#platform/db/database'
import type { Condition } from '../domain/list-filter.ts'
import type { RoleRow } from './role-store.ts'
import { matching } from './matching.ts'
import { assertOneMoreOf } from './per-user-limit.ts'

/** A trust: one user lets another act on a project, in some of their roles. */
export interface TrustRow {
  id: string
  trustor_user_id: string
  trustee_user_id: string
  project_id: string
  impersonation: boolean
  expires_at: Date | null
  remaining_uses: number | null
  redelegation_count: number
  redelegated_trust_id: string | null
  extra: unknown
}

export type NewTrust = Omit<TrustRow, 'extra'> & {
  extra: Readonly<Record<string, unknown>>
  roleIds: readonly string[]
}

/** The trust of this id, if its time is not over. */
export const findTrust = (db: Db, id: string, now: Date): Promise<TrustRow | undefined> =>
  db
    .selectFrom('identity.trust')
    .selectAll()
    .where('id', '=', id)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()

/** Trusts that match and whose time is not over, the oldest first. */
export const listTrusts = (db: Db, conditions: readonly Condition[], now: Date): Promise<TrustRow[]> =>
  db
    .selectFrom('identity.trust as t')
    .selectAll()
    .where(matching('t', conditions))
    .where(({ or, eb }) => or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', now)]))
    .orderBy('t.created_at')
    .orderBy('t.id')
    .execute()

/** Adds a trust, unless its trustor has as many as a user may; those that have expired go. */
export const insertTrust = (db: Database, { roleIds, extra, ...trust }: NewTrust): Promise<TrustRow> =>
  db.transaction().execute(async (tx) => {
    // Nobody sees or deletes these any more, so they must not count.
    await tx
      .deleteFrom('identity.trust')
      .where('trustor_user_id', '=', trust.trustor_user_id)
      .where('expires_at', '<=', sql<Date>`now()`)
      .execute()
    await assertOneMoreOf(tx, 'trusts', trust.trustor_user_id)
    const row = await tx
      .insertInto('identity.trust')
      .values({ ...trust, extra: JSON.stringify(extra) })
      .returningAll()
      .executeTakeFirstOrThrow()
    for (const roleId of new Set(roleIds))
      await tx.insertInto('identity.trust_role').values({ trust_id: row.id, role_id: roleId }).execute()
    return row
  })

/** Takes a trust back, with its tokens and the trusts that were made from it; false when there is none. */
export async function deleteTrust(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.trust').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}

/** The roles that a trust is for. */
export const listTrustRoles = (db: Db, id: string): Promise<RoleRow[]> =>
  db
    .selectFrom('identity.trust_role as t')
    .innerJoin('identity.role as r', 'r.id', 't.role_id')
    .selectAll('r')
    .where('t.trust_id', '=', id)
    .orderBy('r.name')
    .execute()

/** Uses a trust once; false when it has been used as often as it may be. */
export async function consumeTrust(tx: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('identity.trust')
    .set({ remaining_uses: sql`remaining_uses - 1` })
    .where('id', '=', id)
    .where(sql<boolean>`(remaining_uses is null or remaining_uses > 0)`)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
