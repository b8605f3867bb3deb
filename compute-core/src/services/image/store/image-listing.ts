import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import type { Db, DB } from '#platform/db/database'
import { afterMarker, orderOf, reversed, type SortColumn } from '#platform/db/keyset'
import {
  anyElement,
  beginningOfUuid,
  type RowSearch,
  searchConditions,
  textUnder,
  uuidColumn,
} from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { imageKeys } from '../domain/image-keys.ts'
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

/** What images can be sorted by. */
export const sortKeys = Object.keys(sortable) as SortKey[]

export interface Sort {
  key: SortKey
  direction: SortColumn['direction']
}

/** What a column is compared as. */
export type FilterKind = 'text' | 'number' | 'time'

/** Columns that lists are narrowed by. */
const filterable = {
  id: { kind: 'text', by: sql`i.id::text` },
  name: { kind: 'text', by: sql`i.name` },
  status: { kind: 'text', by: sql`i.status` },
  owner: { kind: 'text', by: sql`i.project_id` },
  disk_format: { kind: 'text', by: sql`i.disk_format` },
  container_format: { kind: 'text', by: sql`i.container_format` },
  checksum: { kind: 'text', by: sql`i.checksum` },
  os_hash_algo: { kind: 'text', by: sql`i.os_hash_algo` },
  os_hash_value: { kind: 'text', by: sql`i.os_hash_value` },
  size: { kind: 'number', by: sql`i.size` },
  virtual_size: { kind: 'number', by: sql`i.virtual_size` },
  min_disk: { kind: 'number', by: sql`i.min_disk` },
  min_ram: { kind: 'number', by: sql`i.min_ram` },
  // Compared as they are shown, by the second: what a list shows must be found by it.
  created_at: { kind: 'time', by: sql`date_trunc('second', i.created_at)` },
  updated_at: { kind: 'time', by: sql`date_trunc('second', i.updated_at)` },
} satisfies Record<string, { kind: FilterKind; by: RawBuilder<unknown> }>

export type FilterColumn = keyof typeof filterable

/** Each column that lists are narrowed by, with what it is compared as. */
export const filterColumns = Object.entries(filterable).map(([name, { kind }]): [FilterColumn, FilterKind] => [
  name as FilterColumn,
  kind,
])

const comparisons = {
  eq: sql`=`,
  // An image without a value has another one than any.
  neq: sql`is distinct from`,
  gt: sql`>`,
  gte: sql`>=`,
  lt: sql`<`,
  lte: sql`<=`,
}

/** OpenStack's words for comparing. */
export type Operator = keyof typeof comparisons | 'in'

/** A comparison of a column with one value, or for `in` with several. */
export interface Condition {
  column: FilterColumn
  operator: Operator
  values: readonly string[]
}

export interface ImageQuery {
  /** Who looks: their project's images are seen beside the offered ones and those shared with it, or everybody's. */
  seenBy: {
    projectId: string | null
    seesAll: boolean
    /** What the project has said of the shared ones; `all` for whatever it has said. */
    memberStatus: string
  }
  visibility: string | undefined
  hidden: boolean
  conditions: readonly Condition[]
  protected: boolean | undefined
  tags: readonly string[]
  properties: Readonly<Record<string, string>>
  sort: readonly Sort[]
  markerId: string | undefined
  /** The image that the page ends before. */
  beforeId?: string | undefined
  limit: number
  /** What its search asks besides. */
  terms: readonly ReadTerm[]
}

type Query = SelectQueryBuilder<DB & { i: DB['image.image'] }, 'i', object>

const search: RowSearch<typeof imageKeys> = {
  keys: {
    name: sql`i.name`,
    id: uuidColumn(sql`i.id`),
    status: sql`i.status`,
    visibility: sql`i.visibility`,
    owner: sql`i.project_id`,
    project: sql`i.project_id`,
    offered_to: anyElement(
      sql`array(select m.project_id from image.member m where m.image_id = i.id and m.status = 'pending')`,
    ),
    tag: anyElement(sql`i.tags`),
    property: textUnder(sql`i.properties`),
    format: sql`i.disk_format`,
    container: sql`i.container_format`,
    size: sql`i.size`,
    min_disk: sql`i.min_disk`,
    min_ram: sql`i.min_ram`,
    protected: sql`i.protected`,
    created: sql`i.created_at`,
    updated: sql`i.updated_at`,
  },
  text: [sql`i.name`, beginningOfUuid(sql`i.id`), anyElement(sql`i.tags`)],
}

const found = (db: Db, wanted: ImageQuery): Query =>
  matching(seen(db.selectFrom('image.image as i') as unknown as Query, wanted), wanted)

/** One page of the images that match and may be seen. */
export async function listImages(db: Db, wanted: ImageQuery): Promise<ImageRow[]> {
  const { markerId, beforeId, limit } = wanted
  const edge = beforeId ?? markerId
  const sort = beforeId === undefined ? sortColumns(wanted) : reversed(sortColumns(wanted))
  let query = found(db, wanted)
  if (edge !== undefined)
    query = query.where(afterMarker(sort, (by) => sql`(select ${by} from image.image i where i.id = ${edge})`))
  const rows = await query.orderBy(orderOf(sort)).limit(limit).selectAll('i').execute()
  return (beforeId === undefined ? rows : rows.toReversed()).map(asImage)
}

/** How many images there are on all pages. */
export async function countImages(db: Db, wanted: ImageQuery): Promise<number> {
  const { count } = await found(db, wanted)
    .select(sql<number>`count(*)::integer`.as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** The id at the end makes the order total, so that no page repeats or skips an image. */
function sortColumns({ sort }: ImageQuery): SortColumn[] {
  const columns = sort.map(({ key, direction }) => ({ by: sortable[key], direction }))
  return sort.some(({ key }) => key === 'id')
    ? columns
    : [...columns, { by: sortable.id, direction: sort.at(-1)!.direction }]
}

function seen(query: Query, { seenBy, visibility, hidden }: ImageQuery): Query {
  const own = sql<boolean>`coalesce(i.project_id = ${seenBy.projectId}, false)`
  let seen = query.where('i.os_hidden', '=', hidden)
  if (visibility !== undefined && visibility !== 'all') seen = seen.where('i.visibility', '=', visibility)
  // Anybody may offer an image to the community: those of others are shown only to who asks for them.
  if (visibility === undefined) seen = seen.where(sql<boolean>`(i.visibility <> 'community' or ${own})`)
  const { projectId, memberStatus } = seenBy
  const shared = sql`i.visibility = 'shared' and exists (select from image.member m where m.image_id = i.id
    and m.project_id = ${projectId} and ${memberStatus} in (m.status, 'all'))`
  if (!seenBy.seesAll) seen = seen.where(sql<boolean>`(i.visibility in ('public', 'community') or ${own} or ${shared})`)
  return seen
}

function matching(query: Query, wanted: ImageQuery): Query {
  let matching = query
  for (const condition of wanted.conditions) matching = matching.where(holds(condition))
  for (const condition of searchConditions(search, wanted.terms)) matching = matching.where(condition)
  if (wanted.protected !== undefined) matching = matching.where('i.protected', '=', wanted.protected)
  if (wanted.tags.length > 0) matching = matching.where(sql<boolean>`i.tags @> ${wanted.tags}::text[]`)
  for (const [name, value] of Object.entries(wanted.properties))
    matching = matching.where(sql<boolean>`i.properties ->> ${name}::text = ${value}`)
  return matching
}

const typeOf = { text: sql`text`, number: sql`bigint`, time: sql`timestamptz` }

function holds({ column, operator, values }: Condition): RawBuilder<boolean> {
  const { kind, by } = filterable[column]
  if (operator === 'in') return sql<boolean>`${by} = any(${values}::${typeOf[kind]}[])`
  return sql<boolean>`${by} ${comparisons[operator]} ${values[0]}::${typeOf[kind]}`
}
