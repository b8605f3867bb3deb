import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { orDuplicate } from './constraint.ts'
import { deleteTokensOfUser } from './token-store.ts'

export type UserRow = Selectable<DB['identity.user']>

export interface UserFilter {
  name?: string | undefined
  domainId?: string | undefined
  enabled?: boolean | undefined
}

/** The user of this id. */
export const findUser = (db: Db, id: string): Promise<UserRow | undefined> =>
  db.selectFrom('identity.user').selectAll().where('id', '=', id).executeTakeFirst()

/** The user of this name in the domain of this id or name. */
export const findUserNamed = (
  db: Db,
  name: string,
  domain: { id?: string | undefined; name?: string | undefined },
): Promise<UserRow | undefined> =>
  db
    .selectFrom('identity.user as u')
    .innerJoin('identity.domain as d', 'd.id', 'u.domain_id')
    .selectAll('u')
    .where('u.name', '=', name)
    .where(domain.id === undefined ? 'd.name' : 'd.id', '=', domain.id ?? domain.name ?? '')
    .executeTakeFirst()

/** Users that match, by name. */
export function listUsers(db: Db, filter: UserFilter): Promise<UserRow[]> {
  let query = db.selectFrom('identity.user').selectAll().orderBy('name').orderBy('id')
  if (filter.name !== undefined) query = query.where('name', '=', filter.name)
  if (filter.domainId !== undefined) query = query.where('domain_id', '=', filter.domainId)
  if (filter.enabled !== undefined) query = query.where('enabled', '=', filter.enabled)
  return query.execute()
}

/** Adds a user; a name taken in its domain is a conflict. */
export const insertUser = (db: Db, user: Insertable<DB['identity.user']>): Promise<UserRow> =>
  orDuplicate(db.insertInto('identity.user').values(user).returningAll().executeTakeFirstOrThrow(), 'user', user.name)

/** Changes a user; another password or disabling it revokes its tokens at once. */
export async function updateUser(
  db: Db,
  id: string,
  change: Updateable<DB['identity.user']>,
): Promise<UserRow | undefined> {
  if (Object.keys(change).length === 0) return findUser(db, id)
  return db.transaction().execute(async (tx) => {
    const update = tx.updateTable('identity.user').set(change).where('id', '=', id).returningAll().executeTakeFirst()
    const user = await orDuplicate(update, 'user', change.name ?? '')
    if (change.password_hash !== undefined || change.enabled === false) await deleteTokensOfUser(tx, id)
    return user
  })
}

/** Sets another password if the one it replaces is still `oldHash`; false when somebody changed it meanwhile. */
export async function replacePassword(db: Db, id: string, oldHash: string | null, newHash: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('identity.user')
      .set({ password_hash: newHash })
      .where('id', '=', id)
      .where('password_hash', 'is not distinct from', oldHash)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) await deleteTokensOfUser(tx, id)
    return numUpdatedRows === 1n
  })
}

/** Removes a user with its grants and tokens; false when there is none. */
export async function deleteUser(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.user').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}
