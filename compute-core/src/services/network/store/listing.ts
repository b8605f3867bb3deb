import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { afterMarker, orderOf, type SortColumn } from '#platform/db/keyset'
import { type RowSearch, searchConditions } from '#platform/db/search'
import { isUuid } from '#platform/ids'
import { asBoolean } from '#platform/service/fields'
import type { ReadTerm } from '#platform/service/list-query/query-keys'

/** How an attribute is compared with what a query says. */
export type AttributeKind = 'text' | 'uuid' | 'boolean' | 'integer'

/** An attribute that lists are filtered and sorted by. */
export interface Attribute {
  kind: AttributeKind
  /** Its value as the API writes it; never null. */
  is: RawBuilder<unknown>
  /** What the list is sorted by, where that is another expression. */
  sortedBy?: RawBuilder<unknown>
  /** It is the same in every row. */
  isConstant?: true
}

/** Where rows of one kind are read from, and what they are found by. */
export interface Listing<Row> {
  columns: RawBuilder<Row>
  /** The table under its alias, with what else is needed of a row. */
  from: RawBuilder<unknown>
  id: RawBuilder<unknown>
  /** The rows that a project may see by Neutron's rules, as long as no operator changes them. */
  visibleTo(projectId: string): RawBuilder<unknown>
  attributes: Readonly<Record<string, Attribute>>
  /** How its rows are searched in the language of lists; undefined where they are not. */
  search?: RowSearch
  /** Filters that are no plain comparison. */
  filters: Readonly<Record<string, (values: readonly string[]) => RawBuilder<unknown>>>
}

/** What is asked of a list; names and values have been checked. */
export interface ListPage {
  /** Whose rows are seen; `all` is everybody's. */
  scope: 'all' | { projectId: string }
  filters: ReadonlyMap<string, readonly string[]>
  sort: readonly { key: string; direction: SortColumn['direction'] }[]
  limit: number | undefined
  /** The row that the page comes after, or before when it is reversed. */
  marker: string | undefined
  isReversed: boolean
  /** What its search asks besides. */
  terms: readonly ReadTerm[]
}

/** One page of rows in the order asked for, and whether there are more behind it. */
export async function listRows<Row>(
  db: Db,
  listing: Listing<Row>,
  page: ListPage,
): Promise<{ rows: readonly Row[]; hasMore: boolean }> {
  const { limit, marker, isReversed } = page
  const sort = sortColumns(listing, page)
  const conditions = conditionsOf(listing, page)
  if (marker !== undefined)
    conditions.push(afterMarker(sort, (by) => sql`(select ${by} from ${listing.from} where ${listing.id} = ${marker})`))
  const { rows } = await sql<Row>`
    select ${listing.columns} from ${listing.from}
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
    order by ${orderOf(sort)} ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}`.execute(db)
  const found = limit === undefined ? rows : rows.slice(0, limit)
  return { rows: isReversed ? found.toReversed() : found, hasMore: rows.length > found.length }
}

/** How many rows there are on all pages. */
export async function countRows(db: Db, listing: Listing<unknown>, page: ListPage): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${listing.from}
    where ${sql.join([sql`true`, ...conditionsOf(listing, page)], sql` and `)}`.execute(db)
  return rows[0]!.count
}

function conditionsOf(listing: Listing<unknown>, { scope, filters, terms }: ListPage): RawBuilder<unknown>[] {
  return [
    ...[...filters].map(([name, values]) => condition(listing, name, values)),
    ...(listing.search ? searchConditions(listing.search, terms) : []),
    ...(scope === 'all' ? [] : [sql`(${listing.visibleTo(scope.projectId)})`]),
  ]
}

/** One row, whoever may see it. */
export async function findRow<Row>(db: Db, listing: Listing<Row>, id: string): Promise<Row | undefined> {
  if (!isUuid(id)) return undefined
  const { rows } = await sql<Row>`
    select ${listing.columns} from ${listing.from} where ${listing.id} = ${id}`.execute(db)
  return rows[0]
}

/** The order that the page is read in; the id decides among equals, so that pages never overlap. */
function sortColumns({ attributes, id }: Listing<unknown>, { sort, isReversed }: ListPage): SortColumn[] {
  const columns: SortColumn[] = sort.map(({ key, direction }) => {
    const { is, sortedBy } = attributes[key]!
    return { by: sortedBy ?? is, direction }
  })
  const whole: SortColumn[] = [...columns, { by: id, direction: 'asc' }]
  if (!isReversed) return whole
  return whole.map(({ by, direction }) => ({ by, direction: direction === 'asc' ? 'desc' : 'asc' }))
}

function condition({ attributes, filters }: Listing<unknown>, name: string, values: readonly string[]) {
  if (Object.hasOwn(filters, name)) return filters[name]!(values)
  const { is, kind } = attributes[name]!
  switch (kind) {
    case 'text':
      return sql`${is} = any (${[...values]}::text[])`
    case 'uuid':
      return sql`${is} = any (${values.filter(isUuid)}::uuid[])`
    case 'boolean':
      return sql`${is} = any (${values.map((value) => asBoolean(value))}::boolean[])`
    case 'integer':
      return sql`${is} = any (${values.map(Number)}::bigint[])`
  }
}
