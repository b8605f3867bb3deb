import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { asImage, type ImageRow } from './image-store.ts'

/** Columns to sort by. Null sorts as the least value, so that paging passes it like any other. */
const sortable = {
  id: sql`i.id`,
  name: sql`coalesce(i.name, '')`,
  status: sql`i.status`,
  size: sql`coalesce(i.size, -1)`,
  virtual_size: sql`coalesce(i.virtual_size, -1)`,
  disk_format: sql`coalesce(i.disk_format, '')`,
  container_format: sql`coalesce(i.container_format, '')`,
  min_disk: sql`i.min_disk`,
  min_ram: sql`i.min_ram`,
  created_at: sql`i.created_at`,
  updated_at: sql`i.updated_at`,
} satisfies Record<string, RawBuilder<unknown>>

export type SortKey = keyof typeof sortable
export const sortKeys = Object.keys(sortable) as SortKey[]

export interface Sort {
  key: SortKey
  direction: 'asc' | 'desc'
}

export interface TimeBound {
  column: 'created_at' | 'updated_at'
  operator: '>' | '>=' | '<' | '<=' | '=' | '<>'
  at: Date
}

export interface ImageQuery {
  /** Whose images are seen beside the offered ones; undefined: everybody's. */
  seenBy: { projectId: string | null } | undefined
  visibility: string | undefined
  hidden: boolean
  /** Column → the values of which one must be there. */
  columns: Readonly<
    Partial<Record<'id' | 'name' | 'status' | 'project_id' | 'disk_format' | 'container_format', string[]>>
  >
  protected: boolean | undefined
  minSize: number | undefined
  maxSize: number | undefined
  times: readonly TimeBound[]
  tags: readonly string[]
  properties: Readonly<Record<string, string>>
  sort: readonly Sort[]
  markerId: string | undefined
  limit: number
}

type Query = SelectQueryBuilder<DB & { i: DB['image.image'] }, 'i', object>

/** One page of the images that match and may be seen. */
export async function listImages(db: Db, wanted: ImageQuery): Promise<ImageRow[]> {
  const base = db.selectFrom('image.image as i') as unknown as Query
  let query = afterMarker(matching(seen(base, wanted), wanted), wanted)
  for (const { key, direction } of wanted.sort) query = query.orderBy(sortable[key], direction)
  const rows = await query.limit(wanted.limit).selectAll('i').execute()
  return rows.map(asImage)
}

function seen(query: Query, { seenBy, visibility, hidden }: ImageQuery): Query {
  const projectId = seenBy?.projectId ?? null
  const own = sql<boolean>`coalesce(i.project_id = ${projectId}, false)`
  let seen = query.where('i.os_hidden', '=', hidden)
  if (visibility !== undefined && visibility !== 'all') seen = seen.where('i.visibility', '=', visibility)
  // Anybody may offer an image to the community: those of others are shown only to who asks for them.
  if (visibility === undefined) seen = seen.where(sql<boolean>`(i.visibility <> 'community' or ${own})`)
  if (seenBy !== undefined) seen = seen.where(sql<boolean>`(i.visibility in ('public', 'community') or ${own})`)
  return seen
}

function matching(query: Query, wanted: ImageQuery): Query {
  let matching = query
  for (const [column, values] of Object.entries(wanted.columns))
    matching = matching.where(sql<boolean>`${sql.ref(`i.${column}`)}::text = any(${values}::text[])`)
  if (wanted.protected !== undefined) matching = matching.where('i.protected', '=', wanted.protected)
  if (wanted.minSize !== undefined) matching = matching.where('i.size', '>=', wanted.minSize)
  if (wanted.maxSize !== undefined) matching = matching.where('i.size', '<=', wanted.maxSize)
  for (const { column, operator, at } of wanted.times) matching = matching.where(`i.${column}`, operator, at)
  if (wanted.tags.length > 0) matching = matching.where(sql<boolean>`i.tags @> ${wanted.tags}::text[]`)
  for (const [name, value] of Object.entries(wanted.properties))
    matching = matching.where(sql<boolean>`i.properties ->> ${name}::text = ${value}`)
  return matching
}

/** Behind the marker in the order asked for: equal in the first columns, further on in the next. */
function afterMarker(query: Query, { sort, markerId }: ImageQuery): Query {
  if (markerId === undefined) return query
  // Compared inside the database: a Date of JavaScript would lose the microseconds.
  const atMarker = (key: SortKey) => sql`(select ${sortable[key]} from image.image i where i.id = ${markerId})`
  const alternatives = sort.map(({ key, direction }, depth) => {
    const equal = sort.slice(0, depth).map((before) => sql`${sortable[before.key]} = ${atMarker(before.key)}`)
    const beyond = sql`${sortable[key]} ${sql.raw(direction === 'asc' ? '>' : '<')} ${atMarker(key)}`
    return sql`(${sql.join([...equal, beyond], sql` and `)})`
  })
  return query.where(sql<boolean>`(${sql.join(alternatives, sql` or `)})`)
}
