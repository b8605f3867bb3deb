import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Database, Db, DB } from '#platform/db/database'
import { changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate } from './constraint.ts'
import { isDomainNamed } from './domain-store.ts'
import { deleteTokensBeside, deleteTokensOfUser } from './token-store.ts'

export type UserRow = Selectable<DB['identity.user']>

/** The user of this id. */
export const findUser = (db: Db, id: string): Promise<UserRow | undefined> =>
  db.selectFrom('identity.user').selectAll().where('id', '=', id).executeTakeFirst()

/** The user of this name, in whatever case, in the domain of this id or name. */
export const findUserNamed = (
  db: Db,
  name: string,
  domain: { id?: string | undefined; name?: string | undefined },
): Promise<UserRow | undefined> =>
  db
    .selectFrom('identity.user as u')
    .innerJoin('identity.domain as d', 'd.id', 'u.domain_id')
    .selectAll('u')
    .where(sql<boolean>`lower(u.name) = lower(${name})`)
    .where(isDomainNamed('d', domain))
    // Of names that differ in case alone, from before they were compared so, the one that is meant to the letter.
    .orderBy(sql`u.name = ${name} desc, d.name = ${domain.name ?? ''} desc, u.id`)
    .executeTakeFirst()

/** Adds a user; a name taken in its domain is a conflict. */
export const insertUser = (
  db: Db,
  { extra, options, ...user }: Omit<Insertable<DB['identity.user']>, 'extra' | 'options'> & MoreAttributes,
): Promise<UserRow> =>
  orDuplicate(
    db
      .insertInto('identity.user')
      .values({ ...user, ...newAttributes({ extra, options }) })
      .returningAll()
      .executeTakeFirstOrThrow(),
    'user',
    user.name,
  )

/** Changes a user; another password or disabling it revokes its tokens at once. */
export async function updateUser(
  db: Database,
  id: string,
  { extra, options, ...columns }: Omit<Updateable<DB['identity.user']>, 'extra' | 'options'> & MoreAttributes,
): Promise<UserRow | undefined> {
  const change = { ...columns, ...changedAttributes({ extra, options }) }
  if (Object.keys(change).length === 0) return findUser(db, id)
  return db.transaction().execute(async (tx) => {
    const update = tx.updateTable('identity.user').set(change).where('id', '=', id).returningAll().executeTakeFirst()
    const user = await orDuplicate(update, 'user', columns.name ?? '')
    if (columns.password_hash !== undefined || columns.enabled === false) await deleteTokensOfUser(tx, id)
    return user
  })
}

/**
 * Sets another password if the one it replaces is still `oldHash`, and revokes all tokens but those of the sign-in that `kept` belongs to;
 * false when somebody changed it meanwhile.
 */
export async function replacePassword(
  db: Database,
  id: string,
  oldHash: string | null,
  newHash: string,
  kept?: Buffer,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('identity.user')
      .set({ password_hash: newHash })
      .where('id', '=', id)
      .where('password_hash', 'is not distinct from', oldHash)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) await (kept ? deleteTokensBeside(tx, id, kept) : deleteTokensOfUser(tx, id))
    return numUpdatedRows === 1n
  })
}

/** Removes a user with its grants and tokens; false when there is none. */
export async function deleteUser(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.user').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}
