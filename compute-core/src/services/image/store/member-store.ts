import { sql, type Selectable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { isSeenFrom } from '../domain/image-access.ts'
import type { ImageRow } from './image-store.ts'

export const memberStatuses = ['pending', 'accepted', 'rejected'] as const
export type MemberStatus = (typeof memberStatuses)[number]

/** A project with which an image is shared. */
export type MemberRow = Selectable<DB['image.member']>

/** The projects with which an image is shared, the earliest first. */
export const listMembers = (db: Db, imageId: string): Promise<MemberRow[]> =>
  db
    .selectFrom('image.member')
    .selectAll()
    .where('image_id', '=', imageId)
    .orderBy('created_at')
    .orderBy('project_id')
    .execute()

/** A project's membership of an image, if there is one. */
export const findMember = (db: Db, imageId: string, projectId: string): Promise<MemberRow | undefined> =>
  db
    .selectFrom('image.member')
    .selectAll()
    .where('image_id', '=', imageId)
    .where('project_id', '=', projectId)
    .executeTakeFirst()

/** Whether an image is there for a project: its own, offered to all, or shared with it, whatever it has said to that. */
export async function isShownTo(db: Db, projectId: string | null, image: ImageRow): Promise<boolean> {
  if (isSeenFrom(projectId, image)) return true
  if (image.visibility !== 'shared' || projectId === null) return false
  return (await findMember(db, image.id, projectId)) !== undefined
}

/** Shares an image with one more project; undefined when it is shared with it already. */
export const insertMember = (db: Db, imageId: string, projectId: string): Promise<MemberRow | undefined> =>
  db
    .insertInto('image.member')
    .values({ image_id: imageId, project_id: projectId })
    .onConflict((taken) => taken.doNothing())
    .returningAll()
    .executeTakeFirst()

/** Writes what a project says of an image that is shared with it; undefined when it is not. */
export const setMemberStatus = (
  db: Db,
  imageId: string,
  projectId: string,
  status: MemberStatus,
): Promise<MemberRow | undefined> =>
  db
    .updateTable('image.member')
    .set({ status, updated_at: sql`now()` })
    .where('image_id', '=', imageId)
    .where('project_id', '=', projectId)
    .returningAll()
    .executeTakeFirst()

/** Shares an image no longer with a project; false when it was not. */
export async function deleteMember(db: Db, imageId: string, projectId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('image.member')
    .where('image_id', '=', imageId)
    .where('project_id', '=', projectId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
