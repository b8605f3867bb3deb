import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { notFound } from '#platform/errors'
import type { FlavorId } from '#platform/ids'

/** Adds and changes extra specs, each key by itself: two writers of different keys both win. */
export async function mergeExtraSpecs(db: Db, id: FlavorId, specs: Readonly<Record<string, string>>): Promise<void> {
  const saved = await db
    .updateTable('compute.flavor')
    .set({ extra_specs: sql`extra_specs || ${JSON.stringify(specs)}::jsonb`, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw notFound('Flavor', id)
}

/** Removes one extra spec; a 404 when the flavor has none of that name. */
export async function removeExtraSpec(db: Db, id: FlavorId, key: string): Promise<void> {
  const saved = await db
    .updateTable('compute.flavor')
    .set({ extra_specs: sql`extra_specs - ${key}::text`, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`jsonb_exists(extra_specs, ${key})`)
    .executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw notFound(`Extra spec of flavor ${id}:`, key)
}
