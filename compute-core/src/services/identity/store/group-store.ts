import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { changedAttributes, type MoreAttributes, newAttributes } from './attributes.ts'
import { orDuplicate, orUnknown } from './constraint.ts'

export type GroupRow = Selectable<DB['identity.group']>

type Extra = Pick<MoreAttributes, 'extra'>

/** The group of this id. */
export const findGroup = (db: Db, id: string): Promise<GroupRow | undefined> =>
  db.selectFrom('identity.group').selectAll().where('id', '=', id).executeTakeFirst()

/** That a group `g` has this user. */
export const hasMember = (userId: string) =>
  sql<boolean>`exists (select from identity.group_member m where m.group_id = g.id and m.user_id = ${userId})`

/** That a user `u` is in this group. */
export const isIn = (groupId: string) =>
  sql<boolean>`exists (select from identity.group_member m where m.user_id = u.id and m.group_id = ${groupId})`

/** Adds a group; a name taken in its domain is a conflict. */
export const insertGroup = (
  db: Db,
  { extra, ...group }: Omit<Insertable<DB['identity.group']>, 'extra'> & Extra,
): Promise<GroupRow> =>
  orDuplicate(
    db
      .insertInto('identity.group')
      .values({ ...group, extra: newAttributes({ extra }).extra })
      .returningAll()
      .executeTakeFirstOrThrow(),
    'group',
    group.name,
  )

/** Changes a group. */
export async function updateGroup(
  db: Db,
  id: string,
  { extra, ...columns }: Omit<Updateable<DB['identity.group']>, 'extra'> & Extra,
): Promise<GroupRow | undefined> {
  const change = { ...columns, ...changedAttributes({ extra }) }
  if (Object.keys(change).length === 0) return findGroup(db, id)
  const update = db.updateTable('identity.group').set(change).where('id', '=', id).returningAll().executeTakeFirst()
  return orDuplicate(update, 'group', columns.name ?? '')
}

/** Removes a group with its grants; false when there is none. */
export async function deleteGroup(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('identity.group').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}

/** Whether a user is in a group. */
export const isMember = async (db: Db, groupId: string, userId: string): Promise<boolean> =>
  (await db
    .selectFrom('identity.group_member')
    .select('user_id')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .executeTakeFirst()) !== undefined

/** Adds a user to a group; twice is once. */
export async function addMember(db: Db, groupId: string, userId: string): Promise<void> {
  const insert = db
    .insertInto('identity.group_member')
    .values({ group_id: groupId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await orUnknown(insert, 'The group or user', '')
}

/** Takes a user from a group, and with it what they hold through it; false when they are not in it. */
export async function removeMember(db: Db, groupId: string, userId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('identity.group_member')
    .where('group_id', '=', groupId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
