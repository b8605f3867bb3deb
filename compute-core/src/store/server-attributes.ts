import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { CloudError, conflict, notFound } from '#platform/errors'
import type { ServerId } from '#platform/ids'

/** What an owner may change of a server while anything else goes on with it. */
export interface ServerAttributes {
  name?: string
  description?: string | null
  hostname?: string
  accessIpV4?: string | null
  accessIpV6?: string | null
  diskConfig?: 'AUTO' | 'MANUAL'
  pinnedZone?: string | null
}

const touched = { updated_at: sql<Date>`now()`, generation: sql<number>`generation + 1` }

const live = (db: Db, id: ServerId) =>
  db.updateTable('compute.server').set(touched).where('id', '=', id).where('deleted_at', 'is', null)

const assertLive = (id: ServerId, saved: { numUpdatedRows: bigint }) => {
  if (saved.numUpdatedRows !== 1n) throw notFound('Instance', id)
}

/** Writes these attributes and no other: a rename and a build that goes on at the same time both hold. */
export async function writeAttributes(db: Db, id: ServerId, what: ServerAttributes): Promise<void> {
  const columns = {
    ...(what.name !== undefined && { name: what.name }),
    ...(what.description !== undefined && { description: what.description }),
    ...(what.hostname !== undefined && { hostname: what.hostname }),
    ...(what.accessIpV4 !== undefined && { access_ip_v4: what.accessIpV4 }),
    ...(what.accessIpV6 !== undefined && { access_ip_v6: what.accessIpV6 }),
    ...(what.diskConfig !== undefined && { disk_config: what.diskConfig }),
    ...(what.pinnedZone !== undefined && { pinned_zone: what.pinnedZone }),
  }
  assertLive(id, await live(db, id).set(columns).executeTakeFirst())
}

/** Locks a server in somebody's name, or unlocks it with null. */
export async function writeLock(
  db: Db,
  id: ServerId,
  lock: { by: 'owner' | 'admin'; reason: string | null } | null,
): Promise<void> {
  const columns = { locked_by: lock?.by ?? null, locked_reason: lock?.reason ?? null }
  assertLive(id, await live(db, id).set(columns).executeTakeFirst())
}

/** Adds pairs to a server's metadata, or puts them in its place, up to `max` pairs (-1 is any number); answers with the result. */
export async function writeMetadata(
  db: Db,
  id: ServerId,
  change: { pairs: Readonly<Record<string, string>>; replace: boolean; max: number },
): Promise<Record<string, string>> {
  const pairs = JSON.stringify(change.pairs)
  const result = change.replace ? sql`${pairs}::jsonb` : sql`metadata || ${pairs}::jsonb`
  const row = await live(db, id)
    .set({ metadata: result as never })
    .where(sql<boolean>`(${change.max} < 0 or (select count(*) from jsonb_object_keys(${result})) <= ${change.max})`)
    .returning('metadata')
    .executeTakeFirst()
  if (row) return row.metadata as unknown as Record<string, string>
  throw new CloudError({
    kind: 'over-quota',
    message: `A server has at most ${change.max} pairs of metadata. Remove some first.`,
  })
}

/** Removes one pair; a 404 when the server has none of that name. */
export async function removeMetadata(db: Db, id: ServerId, key: string): Promise<void> {
  const saved = await live(db, id)
    .set({ metadata: sql`metadata - ${key}::text` as never })
    .where(sql<boolean>`jsonb_exists(metadata, ${key})`)
    .executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw notFound('Metadata item', key)
}

/** Puts these tags in place of those that the server has. */
export async function writeTags(db: Db, id: ServerId, tags: readonly string[]): Promise<void> {
  assertLive(
    id,
    await live(db, id)
      .set({ tags: [...tags] })
      .executeTakeFirst(),
  )
}

/** Adds one tag, up to `max`; false when the server had it already. */
export async function addTag(db: Db, id: ServerId, tag: string, max: number): Promise<boolean> {
  const saved = await live(db, id)
    .set({ tags: sql<string[]>`array_append(tags, ${tag}::text)` })
    .where(sql<boolean>`not (${tag} = any(tags)) and cardinality(tags) < ${max}`)
    .executeTakeFirst()
  if (saved.numUpdatedRows === 1n) return true
  const row = await db.selectFrom('compute.server').select('tags').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('Instance', id)
  if (row.tags.includes(tag)) return false
  if (row.tags.length >= max)
    throw new CloudError({ kind: 'invalid', message: `A server has at most ${max} tags. Remove one first.` })
  throw conflict('The tags changed meanwhile.', 'Retry.')
}

/** Removes one tag; a 404 when the server has none of that name. */
export async function removeTag(db: Db, id: ServerId, tag: string): Promise<void> {
  const saved = await live(db, id)
    .set({ tags: sql<string[]>`array_remove(tags, ${tag}::text)` })
    .where(sql<boolean>`${tag} = any(tags)`)
    .executeTakeFirst()
  if (saved.numUpdatedRows !== 1n) throw notFound('Tag', tag)
}
