import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Database, Db, DB } from '#platform/db/database'
import { newHexId } from '#platform/ids'
import { assertMutable, changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate, orUnknown } from './constraint.ts'

export type RoleRow = Selectable<DB['identity.role']>

/** The role of this id. */
export const findRole = (db: Db, id: string): Promise<RoleRow | undefined> =>
  db.selectFrom('identity.role').selectAll().where('id', '=', id).executeTakeFirst()

/** Roles by name: of one domain, or (null) those of the whole cloud. */
export const listRoles = (db: Db, domainId: string | null): Promise<RoleRow[]> =>
  db.selectFrom('identity.role as r').selectAll().where(isRoleOf(domainId)).orderBy('r.name').execute()

/** That a role `r` is one of a domain, or (null) of the whole cloud. */
export const isRoleOf = (domainId: string | null) => sql<boolean>`r.domain_id is not distinct from ${domainId}`

/** Every role, those of domains too. */
export const listAllRoles = (db: Db): Promise<RoleRow[]> =>
  db.selectFrom('identity.role').selectAll().orderBy('name').execute()

/** Adds a role; a name taken in its domain, or in the cloud, is a conflict. */
export const insertRole = (
  db: Db,
  { extra, options, ...role }: Omit<Insertable<DB['identity.role']>, 'extra' | 'options'> & MoreAttributes,
): Promise<RoleRow> =>
  orDuplicate(
    db
      .insertInto('identity.role')
      .values({ ...role, ...newAttributes({ extra, options }) })
      .returningAll()
      .executeTakeFirstOrThrow(),
    'role',
    role.name,
  )

/** Changes a role. */
export async function updateRole(
  db: Database,
  id: string,
  change: Omit<Updateable<DB['identity.role']>, 'extra' | 'options'> & MoreAttributes,
): Promise<RoleRow | undefined> {
  const { extra, options, ...columns } = change
  const set = { ...columns, ...changedAttributes({ extra, options }) }
  if (Object.keys(set).length === 0) return findRole(db, id)
  return db.transaction().execute(async (tx) => {
    await assertMutable(tx, 'role', id, change)
    const update = tx.updateTable('identity.role').set(set).where('id', '=', id).returningAll().executeTakeFirst()
    return orDuplicate(update, 'role', change.name ?? '')
  })
}

/** Removes a role and every grant of it; false when there is none. */
export async function deleteRole(db: Database, id: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await assertMutable(tx, 'role', id)
    const { numDeletedRows } = await tx.deleteFrom('identity.role').where('id', '=', id).executeTakeFirst()
    return numDeletedRows === 1n
  })
}

/** Which role implies which, directly. */
export const listImplications = (db: Db): Promise<{ role_id: string; implied_id: string }[]> =>
  db.selectFrom('identity.role_implies').selectAll().execute()

/** Adds roles and which of them imply which, by name; answers with their ids by name. */
export async function insertRoles(
  db: Db,
  names: readonly string[],
  implications: readonly (readonly [role: string, implied: string])[],
): Promise<Record<string, string>> {
  const ids = Object.fromEntries(names.map((name) => [name, newHexId()]))
  await db
    .insertInto('identity.role')
    .values(names.map((name) => ({ id: ids[name]!, name })))
    .execute()
  await db
    .insertInto('identity.role_implies')
    .values(implications.map(([role, implied]) => ({ role_id: ids[role]!, implied_id: ids[implied]! })))
    .execute()
  return ids
}

/** The roles that a role implies, directly. */
export const listImpliedRoles = (db: Db, priorId: string): Promise<RoleRow[]> =>
  db
    .selectFrom('identity.role_implies as i')
    .innerJoin('identity.role as r', 'r.id', 'i.implied_id')
    .selectAll('r')
    .where('i.role_id', '=', priorId)
    .orderBy('r.name')
    .execute()

/** Has a role imply another; twice is once. */
export async function saveImplication(db: Db, priorId: string, impliedId: string): Promise<void> {
  const insert = db
    .insertInto('identity.role_implies')
    .values({ role_id: priorId, implied_id: impliedId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await orUnknown(insert, 'One of the roles', '')
}

/** Has a role imply another no longer; false when it did not. */
export async function deleteImplication(db: Db, priorId: string, impliedId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('identity.role_implies')
    .where('role_id', '=', priorId)
    .where('implied_id', '=', impliedId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
