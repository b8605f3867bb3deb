import type { Selectable, Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { orDuplicate } from './constraint.ts'

export type RoleRow = Selectable<DB['identity.role']>

/** The role of this id. */
export const findRole = (db: Db, id: string): Promise<RoleRow | undefined> =>
  db.selectFrom('identity.role').selectAll().where('id', '=', id).executeTakeFirst()

/** Roles, by name; with a name, at most that one. */
export function listRoles(db: Db, name: string | undefined): Promise<RoleRow[]> {
  const query = db.selectFrom('identity.role').selectAll().orderBy('name')
  return (name === undefined ? query : query.where('name', '=', name)).execute()
}

/** Adds a role; a name taken is a conflict. */
export const insertRole = (db: Db, role: RoleRow): Promise<RoleRow> =>
  orDuplicate(db.insertInto('identity.role').values(role).returningAll().executeTakeFirstOrThrow(), 'role', role.name)

/** Changes a role's name or description. */
export async function updateRole(
  db: Db,
  id: string,
  change: Updateable<DB['identity.role']>,
): Promise<RoleRow | undefined> {
  if (Object.keys(change).length === 0) return findRole(db, id)
  const update = db.updateTable('identity.role').set(change).where('id', '=', id).returningAll().executeTakeFirst()
  return orDuplicate(update, 'role', change.name ?? '')
}

/** Removes a role and every grant of it; false when there is none. */
export async function deleteRole(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.role').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}

/** Which role implies which, directly. */
export const listImplications = (db: Db): Promise<{ role_id: string; implied_id: string }[]> =>
  db.selectFrom('identity.role_implies').selectAll().execute()
