import { type RawBuilder, sql } from 'kysely'
import type { Database } from '#platform/db/database'
import { lockRow, type WrittenRow } from './write-rows.ts'

/** Gives the row these tags and no others. */
export const replaceTags = (db: Database, row: WrittenRow, tags: readonly string[]): Promise<void> =>
  writeTags(db, row, sql`${[...tags]}::text[]`)

/** Gives the row these tags besides its own; one that it has already comes last. */
export const addTags = (db: Database, row: WrittenRow, tags: readonly string[]): Promise<void> =>
  writeTags(
    db,
    row,
    sql`array(select tag from unnest(tags) with ordinality had (tag, place) where tag <> all (${[...tags]}::text[]) order by place)
      || ${[...tags]}::text[]`,
  )

/** Takes the tag off. */
export const removeTag = (db: Database, row: WrittenRow, tag: string): Promise<void> =>
  writeTags(db, row, sql`array_remove(tags, ${tag})`)

async function writeTags(db: Database, row: WrittenRow, tags: RawBuilder<unknown>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lockRow(tx, row)
    await sql`
      update ${sql.table(row.table)} set tags = ${tags}, revision_number = revision_number + 1, updated_at = now()
      where id = ${row.id}`.execute(tx)
  })
}
