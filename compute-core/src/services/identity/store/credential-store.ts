import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Database, Db, DB } from '#platform/db/database'
import type { Condition } from '../domain/list-filter.ts'
import { changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate } from './constraint.ts'
import { matching } from './matching.ts'
import { assertOneMoreOf } from './per-user-limit.ts'

export type CredentialRow = Selectable<DB['identity.credential']>

type Extra = Pick<MoreAttributes, 'extra'>

/** The credential of this id. */
export const findCredential = (db: Db, id: string): Promise<CredentialRow | undefined> =>
  db.selectFrom('identity.credential').selectAll().where('id', '=', id).executeTakeFirst()

/** Credentials that match. */
export const listCredentials = (db: Db, conditions: readonly Condition[]): Promise<CredentialRow[]> =>
  db.selectFrom('identity.credential as c').selectAll().where(matching('c', conditions)).orderBy('c.id').execute()

/** Adds a credential; an access key that there is already is a conflict, and one more than its user may have is refused. */
export const insertCredential = (
  db: Database,
  { extra, ...row }: Omit<Insertable<DB['identity.credential']>, 'extra'> & Extra,
): Promise<CredentialRow> =>
  db.transaction().execute(async (tx) => {
    await assertOneMoreOf(tx, 'credentials', row.user_id)
    const insert = tx
      .insertInto('identity.credential')
      .values({ ...row, extra: newAttributes({ extra }).extra })
      .returningAll()
      .executeTakeFirstOrThrow()
    return orDuplicate(insert, 'credential', row.id)
  })

/** Changes a credential. */
export async function updateCredential(
  db: Db,
  id: string,
  { extra, ...columns }: Omit<Updateable<DB['identity.credential']>, 'extra'> & Extra,
): Promise<CredentialRow | undefined> {
  const change = { ...columns, ...changedAttributes({ extra }) }
  if (Object.keys(change).length === 0) return findCredential(db, id)
  return db.updateTable('identity.credential').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

/** Removes a credential; false when there is none. */
export async function deleteCredential(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.credential').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}

/** The EC2 credential with this access key. */
export const findEc2Credential = (db: Db, access: string): Promise<CredentialRow | undefined> =>
  db
    .selectFrom('identity.credential')
    .selectAll()
    .where('access', '=', access)
    .where('type', '=', 'ec2')
    .executeTakeFirst()

/** Marks the passcode of a step as used; false when it, or a later one, has been used before. */
export async function takeStep(db: Db, id: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('identity.credential')
    .set({ used_step: step })
    .where('id', '=', id)
    .where((where) => where.or([where('used_step', 'is', null), where('used_step', '<', step)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
