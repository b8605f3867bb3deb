import { sql, type Insertable, type Selectable, type Updateable } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { conflict } from '#platform/errors'
import type { IngestedFile } from '../ingest-file.ts'

type Stored = Selectable<DB['image.image']>
export type ImageRow = Omit<Stored, 'properties'> & { properties: Record<string, string> }
export type ImageInsert = Omit<Insertable<DB['image.image']>, 'properties'> & { properties: Record<string, string> }
export type ImageChange = Omit<Updateable<DB['image.image']>, 'properties'> & { properties?: Record<string, string> }

/** A row as this service reads it: properties are a flat list of texts, which every writer here keeps true. */
export const asImage = (row: Stored): ImageRow => row as ImageRow

/** The image of this id, whoever may see it. */
export async function findImage(db: Db, id: string): Promise<ImageRow | undefined> {
  const row = await db.selectFrom('image.image').selectAll().where('id', '=', id).executeTakeFirst()
  return row && asImage(row)
}

/** The image of this id, locked until the transaction ends. */
export async function lockImage(tx: Db, id: string): Promise<ImageRow | undefined> {
  const row = await tx.selectFrom('image.image').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && asImage(row)
}

/** Adds an image; an id that is taken, be it by an image that was deleted, is a conflict. */
export async function insertImage(db: Db, image: ImageInsert): Promise<ImageRow> {
  const row = await db
    .insertInto('image.image')
    .values({ ...image, properties: JSON.stringify(image.properties) })
    .returningAll()
    .executeTakeFirst()
  // The trigger take_id adds no row under an id that is taken.
  if (!row)
    throw conflict(
      `The image id ${image.id} is in use, or was the id of a deleted image.`,
      'Choose another id, or leave it out.',
    )
  return asImage(row)
}

/** Changes an image, whose `updated_at` then is now. */
export async function updateImage(db: Db, id: string, change: ImageChange): Promise<ImageRow | undefined> {
  const { properties, ...columns } = change
  const row = await db
    .updateTable('image.image')
    .set({ ...columns, updated_at: sql`now()`, ...(properties && { properties: JSON.stringify(properties) }) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && asImage(row)
}

/** Takes a tag off an image; false when the image has none such. */
export async function removeTag(db: Db, id: string, tag: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('image.image')
    .set({ tags: sql`array_remove(tags, ${tag})`, updated_at: sql`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`${tag} = any(tags)`)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Moves an image from one status to another; false when it is in neither that status nor there at all. */
export async function moveStatus(db: Db, id: string, from: readonly string[], to: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('image.image')
    .set({ status: to, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('status', 'in', from)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** The right to upload an image's bytes. */
export interface UploadClaim {
  id: string
  projectId: string
}

/** Claims a queued image for one upload; undefined when another upload has it, or it has bytes already. */
export async function beginUpload(db: Db, id: string, by: string | null): Promise<UploadClaim | undefined> {
  return db
    .updateTable('image.image')
    .set({ status: 'saving', saved_by: by, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .returning(['id', 'project_id as projectId'])
    .executeTakeFirst()
}

/** Makes an image active with the bytes that came; false when it was deleted meanwhile. */
export async function endUpload(db: Db, claim: UploadClaim, file: IngestedFile): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('image.image')
    .set({
      status: 'active',
      size: file.size,
      virtual_size: file.virtualSize,
      checksum: file.md5,
      os_hash_algo: 'sha512',
      os_hash_value: file.sha512,
      updated_at: sql`now()`,
    })
    .where('id', '=', claim.id)
    .where('status', '=', 'saving')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Gives an upload up: the image waits for its bytes again. */
export async function abandonUpload(db: Db, claim: UploadClaim): Promise<void> {
  await db
    .updateTable('image.image')
    .set({ status: 'queued', updated_at: sql`now()` })
    .where('id', '=', claim.id)
    .where('status', '=', 'saving')
    .execute()
}

/** Puts every image whose upload a crash cut off back to waiting, but for those that one of the processes `others` takes; tells how many. */
export async function abandonUploadsBut(db: Db, others: readonly string[]): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('image.image')
    .set({ status: 'queued', updated_at: sql`now()` })
    .where('status', '=', 'saving')
    .where(sql<boolean>`(saved_by is null or saved_by <> all (${others}::uuid[]))`)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** The ids of all images that have bytes, or are about to. */
export async function listIdsWithBytes(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('image.image')
    .select('id')
    .where('status', 'in', ['active', 'deactivated', 'saving'])
    .execute()
  return rows.map(({ id }) => id)
}

/** Removes an image; false when it is gone already. */
export async function deleteImage(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('image.image').where('id', '=', id).executeTakeFirst()
  return numDeletedRows === 1n
}
