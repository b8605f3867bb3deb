import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { selectServers, type StoredServer, toServer } from './server-row.ts'

/** One condition on `server` and its `host` that servers must meet; made in `server-conditions.ts`. */
export type ServerCondition = RawBuilder<boolean>

export interface ServerSort {
  /** An expression over `server` and `host` that is never null. */
  by: RawBuilder<unknown>
  direction: 'asc' | 'desc'
}

export interface ServerPage {
  conditions: readonly ServerCondition[]
  sort: readonly ServerSort[]
  limit: number
  /** The last server of the page before. */
  marker?: string | undefined
  /** Which servers the caller can see at all: a marker must be one of them. */
  visible: readonly ServerCondition[]
}

/** One page of the servers that meet all conditions, host names and newest faults included, in one query. */
export async function listServers(db: Db, page: ServerPage): Promise<StoredServer[]> {
  if (page.marker !== undefined) await assertMarker(db, page.marker, page.visible)
  if (page.limit === 0) return []
  let query = selectServers(db).limit(page.limit)
  for (const condition of page.conditions) query = query.where(condition)
  if (page.marker !== undefined) query = query.where(after(page.sort, page.marker))
  for (const { by, direction } of page.sort) query = query.orderBy(by, direction)
  return (await query.execute()).map(toServer)
}

async function assertMarker(db: Db, marker: string, visible: readonly ServerCondition[]): Promise<void> {
  const seen =
    isUuid(marker) &&
    (await db
      .selectFrom('compute.server as server')
      .select('server.id')
      .where('server.id', '=', marker)
      .where(sql<boolean>`${sql.join([sql`true`, ...visible], sql` and `)}`)
      .executeTakeFirst())
  if (!seen) throw invalid(`Marker ${marker} could not be found.`, 'marker')
}

/** What comes after the marker in the page's order. PostgreSQL reads the marker's own values: nothing is lost on the way. */
function after(sort: readonly ServerSort[], marker: string): RawBuilder<boolean> {
  const atMarker = (by: RawBuilder<unknown>) =>
    sql`(select ${by} from compute.server as server left join compute.host as host on host.id = server.host_id
         where server.id = ${marker})`
  const beyond = (direction: ServerSort['direction']) => (direction === 'asc' ? sql`>` : sql`<`)
  const [first] = sort
  // Compared as rows, an index of the same order begins right there.
  if (first && sort.every(({ direction }) => direction === first.direction)) {
    const [columns, values] = [sort.map(({ by }) => by), sort.map(({ by }) => atMarker(by))]
    return sql<boolean>`(${sql.join(columns)}) ${beyond(first.direction)} (${sql.join(values)})`
  }
  const steps = sort.map(({ by, direction }, index) => {
    const equal = sort.slice(0, index).map((earlier) => sql`${earlier.by} = ${atMarker(earlier.by)}`)
    return sql`(${sql.join([...equal, sql`${by} ${beyond(direction)} ${atMarker(by)}`], sql` and `)})`
  })
  return sql<boolean>`(${sql.join(steps, sql` or `)})`
}
