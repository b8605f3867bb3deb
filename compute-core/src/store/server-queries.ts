import { type RawBuilder, sql } from 'kysely'
import type { VmState } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import { afterMarker, reversed, type SortColumn } from '#platform/db/keyset'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { selectServers, type StoredServer, toServer } from './server-row.ts'

/** One condition on `server` and its `host` that servers must meet; made in `server-conditions.ts`. */
export type ServerCondition = RawBuilder<boolean>

/** One column of the order, over `server` and `host`. */
export type ServerSort = SortColumn

export interface ServerPage {
  conditions: readonly ServerCondition[]
  sort: readonly ServerSort[]
  limit: number
  /** The last server of the page before. */
  marker?: string | undefined
  /** The first server of the page after. */
  before?: string | undefined
  /** Which servers the caller can see at all: a marker must be one of them. */
  visible: readonly ServerCondition[]
}

/** One page of the servers that meet all conditions, host names and newest faults included, in one query. */
export async function listServers(db: Db, page: ServerPage): Promise<StoredServer[]> {
  const edge = page.before ?? page.marker
  if (edge !== undefined) await assertMarker(db, edge, page.visible)
  if (page.limit === 0) return []
  const sort = page.before === undefined ? page.sort : reversed(page.sort)
  let query = selectServers(db).limit(page.limit)
  for (const condition of page.conditions) query = query.where(condition)
  if (edge !== undefined) query = query.where(afterMarker(sort, atServer(edge)))
  for (const { by, direction } of sort) query = query.orderBy(by, direction)
  const servers = (await query.execute()).map(toServer)
  return page.before === undefined ? servers : servers.toReversed()
}

/** How many servers meet all conditions. */
export async function countServers(db: Db, conditions: readonly ServerCondition[]): Promise<number> {
  let query = db
    .selectFrom('compute.server as server')
    .leftJoin('compute.host as host', 'host.id', 'server.host_id')
    .select((is) => is.fn.countAll<number>().as('count'))
  for (const condition of conditions) query = query.where(condition)
  return Number((await query.executeTakeFirstOrThrow()).count)
}

/** How many servers that meet all conditions are in each state with each task. */
export async function countServersByState(
  db: Db,
  conditions: readonly ServerCondition[],
): Promise<{ vmState: VmState; taskState: string | null; isDeleted: boolean; count: number }[]> {
  const { rows } = await sql<{ vmState: VmState; taskState: string | null; isDeleted: boolean; count: number }>`
    select server.vm_state as "vmState", server.task_state as "taskState", server.deleted_at is not null as "isDeleted",
      count(*)::integer as count
    from compute.server server left join compute.host host on host.id = server.host_id
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
    group by 1, 2, 3`.execute(db)
  return rows
}

/** How many servers there are of each flavor that one has. */
export async function countServersByFlavor(db: Db): Promise<{ flavorId: string; count: number }[]> {
  const { rows } = await sql<{ flavorId: string; count: number }>`
    select flavor_id as "flavorId", count(*)::integer as count
    from compute.server
    where deleted_at is null
    group by flavor_id
    order by flavor_id`.execute(db)
  return rows
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

/** The values of the page's order at the marker, which PostgreSQL reads itself. */
const atServer = (marker: string) => (by: RawBuilder<unknown>) =>
  sql`(select ${by} from compute.server as server left join compute.host as host on host.id = server.host_id
       where server.id = ${marker})`
