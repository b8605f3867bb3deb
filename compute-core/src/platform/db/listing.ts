import { type RawBuilder, sql } from 'kysely'
import { invalid } from '#platform/errors'
import type { SortOrder } from '#platform/service/list-query/list-sort'
import type { Db } from './database.ts'
import { afterMarker, orderOf, reversed, type SortColumn } from './keyset.ts'

/** Where the rows of a list are read from, and what they are sorted by. */
export interface Listing<Row> {
  /** What stands before the statement: `with …`, of which `from` reads. */
  with?: RawBuilder<unknown>
  columns: RawBuilder<Row>
  /** The table under its alias, with what else is needed of a row. */
  from: RawBuilder<unknown>
  /** That a row is the one that a marker names; false for what no marker can be. */
  isAt(marker: string): RawBuilder<boolean>
  /** What tells any two rows apart, and decides among equals. */
  tie: RawBuilder<unknown>
  /** Sort keys: expressions that are never null, the first the most significant; none for what is the tie itself. */
  sort: Readonly<Record<string, readonly RawBuilder<unknown>[]>>
  /** What is thrown for a marker that is no row of the list. */
  noMarker(marker: string): Error
  /** Of more than this many it is not told how many there are: a list that grows for ever is not gone through at every look. */
  mostCounted?: number
}

/** What is thrown where an unknown marker is a 400. */
export const noMarker = (marker: string): Error => invalid(`Marker ${marker} could not be found.`, 'marker')

/** What is asked of a list. */
export interface ListAsked {
  /** Which rows there are for the caller at all: a marker must be one of them. */
  within?: readonly RawBuilder<boolean>[]
  /** What is looked for among them. */
  conditions?: readonly RawBuilder<boolean>[]
  order: readonly SortOrder[]
  /** Undefined for all of them. */
  limit?: number | undefined
  /** The last row of the page before. */
  marker?: string | undefined
  /** The first row of the page after. */
  before?: string | undefined
  /** Whether all that match are counted. */
  isCounted?: boolean
}

/** One page of a list. */
export interface ListFound<Row> {
  rows: readonly Row[]
  /** Whether there are more in the direction that was asked for. */
  isMore: boolean
  /** How many there are on all pages, where that was asked for and the list counts so many. */
  total: number | undefined
}

/** One page of the rows that match, in the order asked for, in one query; a second one counts them where that is asked for. */
export async function listPage<Row>(db: Db, listing: Listing<Row>, asked: ListAsked): Promise<ListFound<Row>> {
  if (listing.mostCounted !== undefined) return pageOfLongList(db, listing, asked, listing.mostCounted)
  const [{ rows, isMore }, total] = await Promise.all([
    readPage(db, listing, asked),
    asked.isCounted ? countRows(db, listing, asked) : undefined,
  ])
  return { rows, isMore, total }
}

async function pageOfLongList<Row>(db: Db, listing: Listing<Row>, asked: ListAsked, mostCounted: number) {
  const { rows, isMore } = await readPage(db, listing, asked)
  if (!asked.isCounted) return { rows, isMore, total: undefined }
  // What is looked for may be anywhere: it is not looked for twice where all of it has been found.
  const isAll = asked.marker === undefined && asked.before === undefined && !isMore
  const total = isAll ? rows.length : await countRows(db, listing, asked, mostCounted + 1)
  return { rows, isMore, total: total > mostCounted ? undefined : total }
}

async function readPage<Row>(db: Db, listing: Listing<Row>, asked: ListAsked) {
  const { within = [], conditions = [], limit, marker, before } = asked
  const edge = before ?? marker
  const sort = sortColumns(listing, asked)
  const atEdge = (by: RawBuilder<unknown>) =>
    sql`(select ${by} from ${listing.from} where ${allOf([...within, listing.isAt(edge!)])})`
  const beyond = edge === undefined ? [] : [afterMarker(sort, atEdge)]
  const { rows } = await sql<Row>`
    ${listing.with ?? sql``} select ${listing.columns} from ${listing.from}
    where ${allOf([...within, ...conditions, ...beyond])}
    order by ${orderOf(sort)} ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}`.execute(db)
  // Nothing comes after a row that is not there: only an empty page may be one of those.
  if (edge !== undefined && rows.length === 0 && !(await isThere(db, listing, within, edge)))
    throw listing.noMarker(edge)
  const page = limit === undefined ? rows : rows.slice(0, limit)
  return { rows: before === undefined ? page : page.toReversed(), isMore: rows.length > page.length }
}

async function isThere(db: Db, listing: Listing<unknown>, within: readonly RawBuilder<boolean>[], marker: string) {
  const { rows } = await sql`
    ${listing.with ?? sql``} select from ${listing.from}
    where ${allOf([...within, listing.isAt(marker)])} limit 1`.execute(db)
  return rows.length > 0
}

/** How many rows match; no further than to `most` of them. */
async function countRows(
  db: Db,
  listing: Listing<unknown>,
  { within = [], conditions = [] }: ListAsked,
  most?: number,
) {
  const { rows } = await sql<{ count: number }>`
    ${listing.with ?? sql``} select count(*)::integer as count from (
      select from ${listing.from} where ${allOf([...within, ...conditions])} ${most === undefined ? sql`` : sql`limit ${most}`}
    ) found`.execute(db)
  return rows[0]!.count
}

function sortColumns({ sort, tie }: Listing<unknown>, { order, before }: ListAsked): SortColumn[] {
  const columns = order.flatMap(({ key, direction }) => (sort[key] ?? []).map((by) => ({ by, direction })))
  const whole = [...columns, { by: tie, direction: order.at(-1)?.direction ?? 'asc' }]
  return before === undefined ? whole : reversed(whole)
}

const allOf = (conditions: readonly RawBuilder<unknown>[]) => sql.join([sql`true`, ...conditions], sql` and `)
