import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { type ListFound, type Listing, listPage } from '#platform/db/listing'
import { notFound } from '#platform/errors'
import type { AskedOfList, Condition } from '../domain/list-filter.ts'
import type { identitySortKeys, SearchedList } from '../domain/list-keys.ts'
import { matching } from './matching.ts'

/** Rows of identity under the alias that conditions know them by. */
export interface AliasedListing<Row> extends Listing<Row> {
  alias: string
}

/** A list of identity with all that it can be sorted by. */
export interface IdentityListing<Row, List extends SearchedList> extends AliasedListing<Row> {
  sort: Readonly<Record<(typeof identitySortKeys)[List][number], readonly RawBuilder<unknown>[]>>
}

/** One page of what matches among the rows in `scope` and `within`, which are all that there are for the caller. */
export const identityPage = <Row>(
  db: Db,
  listing: AliasedListing<Row>,
  { conditions, ...page }: AskedOfList,
  scope: readonly Condition[] = [],
  within: readonly RawBuilder<boolean>[] = [],
): Promise<ListFound<Row>> =>
  listPage(db, listing, {
    ...page,
    within: [matching(listing.alias, scope), ...within],
    conditions: [matching(listing.alias, conditions)],
  })

/** Rows of a table with an `id`, which is their marker. */
export const byId = (alias: string) => {
  const id = sql.ref(`${alias}.id`)
  return {
    alias,
    isAt: (marker: string) => sql<boolean>`${id} = ${marker}`,
    tie: id,
    noMarker,
  }
}

/** As Keystone says it. */
export const noMarker = (marker: string) => notFound('Marker', marker)

/** The sort keys of what has a name. */
export const named = (alias: string) => ({
  name: [sql.ref(`${alias}.name`)],
  id: [sql.ref(`${alias}.id`)],
  description: [sql`coalesce(${sql.ref(`${alias}.description`)}, '')`],
})

/** A sort key by the name of what a column has the id of. */
export const nameOf = (table: RawBuilder<unknown>, id: RawBuilder<unknown>) => [
  sql`coalesce((select x.name from ${table} x where x.id = ${id}), '')`,
]
