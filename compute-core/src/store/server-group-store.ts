import { type RawBuilder, sql } from 'kysely'
import type { serverGroupKeys } from '#domain/server-group/server-group-keys'
import type { ServerGroup, ServerGroupPolicy } from '#domain/server-group/server-group'
import type { Database, Db } from '#platform/db/database'
import { beginningOfUuid, holdsAny, type RowSearch, searchConditions, uuidColumn } from '#platform/db/search'
import { overQuota } from '#platform/errors'
import { type HostId, isUuid, type ProjectId, type ServerGroupId, type ServerId, type UserId } from '#platform/ids'
import type { SortOrder } from '#platform/service/list-query/list-sort'
import type { ReadTerm } from '#platform/service/list-query/query-keys'

const selectGroups = (db: Db) =>
  db
    .selectFrom('compute.server_group as g')
    .select(['g.id', 'g.project_id', 'g.user_id', 'g.name', 'g.policy', 'g.max_server_per_host'])
    .select(
      sql<string[]>`coalesce((select jsonb_agg(s.id order by s.seq) from compute.server s
        where s.server_group_id = g.id and s.deleted_at is null), '[]')`.as('member_ids'),
    )

type Row = Awaited<ReturnType<ReturnType<typeof selectGroups>['executeTakeFirstOrThrow']>>

const toGroup = (row: Row): ServerGroup => ({
  id: row.id as ServerGroupId,
  projectId: row.project_id as ProjectId,
  userId: row.user_id as UserId,
  name: row.name,
  policy: row.policy as ServerGroupPolicy,
  maxServerPerHost: row.max_server_per_host,
  memberIds: row.member_ids as ServerId[],
})

/** The group with its live members. */
export async function findServerGroup(db: Db, id: string): Promise<ServerGroup | undefined> {
  if (!isUuid(id)) return undefined
  const row = await selectGroups(db).where('g.id', '=', id).executeTakeFirst()
  return row && toGroup(row)
}

const members = sql`compute.server s where s.server_group_id = g.id and s.deleted_at is null`

const search: RowSearch<typeof serverGroupKeys> = {
  keys: {
    name: sql`g.name`,
    id: uuidColumn(sql`g.id`),
    policy: sql`g.policy`,
    members: sql`(select count(*) from ${members})`,
    server: (tests) =>
      sql<boolean>`exists (select from ${members} and (${holdsAny(sql`s.name`, tests)} or ${holdsAny(sql`s.id::text`, tests)}))`,
    created: sql`g.created_at`,
    project: sql`g.project_id`,
    user: sql`g.user_id`,
  },
  text: [sql`g.name`, beginningOfUuid(sql`g.id`)],
}

interface GroupFilter {
  /** All projects where undefined. */
  projectId: string | undefined
  terms: readonly ReadTerm[]
}

const conditionsOf = ({ projectId, terms }: GroupFilter): RawBuilder<boolean> =>
  sql<boolean>`${sql.join(
    [
      ...(projectId === undefined ? [sql`true`] : [sql`g.project_id = ${projectId}`]),
      ...searchConditions(search, terms),
    ],
    sql` and `,
  )}`

const sortColumns = {
  created_at: sql`g.created_at`,
  id: sql`g.id`,
  name: sql`g.name`,
  policy: sql`g.policy`,
  members: sql`(select count(*) from ${members})`,
  project_id: sql`g.project_id`,
  user_id: sql`g.user_id`,
} as const

/** What lists of server groups can be sorted by. */
export const serverGroupSortKeys = Object.keys(sortColumns) as (keyof typeof sortColumns)[]

/** What is asked of a list of groups. */
interface GroupPage extends GroupFilter {
  order: readonly SortOrder[]
  limit: number
  offset: number
}

/** Groups of a project, or of all, in the order asked for; the oldest first among equals. */
export async function listServerGroups(db: Db, { limit, offset, order, ...filter }: GroupPage): Promise<ServerGroup[]> {
  const last = order.at(-1)?.direction ?? 'asc'
  let query = selectGroups(db).where(conditionsOf(filter)).limit(limit).offset(offset)
  for (const { key, direction } of [...order, { key: 'created_at', direction: last }, { key: 'id', direction: last }])
    query = query.orderBy(sortColumns[key as keyof typeof sortColumns], direction)
  return (await query.execute()).map(toGroup)
}

/** How many groups match. */
export async function countGroupsFound(db: Db, filter: GroupFilter): Promise<number> {
  const { count } = await db
    .selectFrom('compute.server_group as g')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where(conditionsOf(filter))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many groups a project (and one user in it) has. */
export async function countServerGroups(db: Db, projectId: string, userId?: string): Promise<number> {
  const { count } = await db
    .selectFrom('compute.server_group')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('project_id', '=', projectId)
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Adds a group within its project's and its user's quota as it is by then; many at once never make more than the quota. */
export async function insertServerGroup(
  db: Database,
  group: Omit<ServerGroup, 'memberIds'>,
  limitsIn: (trx: Db) => Promise<{ project: number; user: number }>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockServerGroups(trx, group.projectId)
    const limits = await limitsIn(trx)
    refuseFull(limits.project, await countServerGroups(trx, group.projectId))
    refuseFull(limits.user, await countServerGroups(trx, group.projectId, group.userId))
    await trx
      .insertInto('compute.server_group')
      .values({
        id: group.id,
        project_id: group.projectId,
        user_id: group.userId,
        name: group.name,
        policy: group.policy,
        max_server_per_host: group.maxServerPerHost,
      })
      .execute()
  })
}

/** Lets nobody else count or add to the groups of this project until the transaction ends. */
export const lockServerGroups = (trx: Db, projectId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`server-groups ${projectId}`}, 0))`.execute(trx)

function refuseFull(limit: number, used: number): void {
  if (limit >= 0 && used >= limit)
    throw overQuota(`Quota exceeded, too many server groups: ${used} of ${limit} used. Delete one first.`)
}

/** Deletes a group; its servers stay where they are. */
export const deleteServerGroup = async (db: Db, id: ServerGroupId): Promise<void> => {
  await db.deleteFrom('compute.server_group').where('id', '=', id).execute()
}

/** Lets nobody else join or delete these groups until the transaction ends; says which of them there are. */
export async function holdServerGroups(trx: Db, ids: readonly ServerGroupId[]): Promise<ReadonlySet<ServerGroupId>> {
  if (ids.length === 0) return new Set()
  const rows = await trx
    .selectFrom('compute.server_group')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return new Set(rows.map(({ id }) => id as ServerGroupId))
}

/** How many of a group's live servers a user has. */
export async function countMembers(db: Db, groupId: ServerGroupId, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('compute.server')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('server_group_id', '=', groupId)
    .where('user_id', '=', userId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Lets nobody else place a server of this group until the transaction ends. */
export const lockPlacing = (trx: Db, groupId: ServerGroupId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`placing ${groupId}`}, 0))`.execute(trx)

/** The host that each of these servers is on; those on none are left out. */
export async function hostsOf(db: Db, ids: readonly ServerId[]): Promise<ReadonlyMap<ServerId, HostId>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('compute.server')
    .select(['id', 'host_id'])
    .where('id', 'in', ids)
    .where('host_id', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.id as ServerId, row.host_id as HostId]))
}
