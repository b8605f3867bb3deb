import { sql } from 'kysely'
import type { migrationKeys } from '#domain/server/migration-keys'
import type { Db } from '#platform/db/database'
import { any, beginningOfUuid, holdsAny, type RowSearch, searchConditions, uuidColumn } from '#platform/db/search'
import { invalid } from '#platform/errors'
import { isUuid, type FlavorId, type MigrationId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { MigrationType } from './migration-store.ts'

export interface Migration {
  id: number
  uuid: MigrationId
  serverId: ServerId
  type: MigrationType
  status: string
  sourceHost: string
  destHost: string | null
  oldFlavorId: FlavorId
  newFlavorId: FlavorId
  userId: UserId
  projectId: ProjectId
  createdAt: Date
  updatedAt: Date
}

/** What a list of migrations is narrowed by. */
export interface MigrationFilter {
  /** Where it goes to or comes from. */
  host?: string | undefined
  sourceHost?: string | undefined
  serverId?: string | undefined
  status?: string | undefined
  type?: string | undefined
  userId?: string | undefined
  projectId?: string | undefined
  changesSince?: Date | undefined
  changesBefore?: Date | undefined
}

export interface MigrationPage {
  filter: MigrationFilter
  order: 'oldest first' | 'newest first'
  limit: number
  /** The last migration of the page before. */
  marker?: string | undefined
  /** The first migration of the page after. */
  before?: string | undefined
  terms: readonly ReadTerm[]
}

/** The statuses in which a live migration is under way. */
export const liveStatuses = ['queued', 'preparing', 'running', 'post-migrating'] as const

const migrations = (db: Db) =>
  db
    .selectFrom('compute.migration')
    .select([
      'id',
      'uuid',
      'server_id as serverId',
      'type',
      'status',
      'source_host as sourceHost',
      'dest_host as destHost',
      'old_flavor_id as oldFlavorId',
      'new_flavor_id as newFlavorId',
      'user_id as userId',
      'project_id as projectId',
      'created_at as createdAt',
      'updated_at as updatedAt',
    ])
    .$castTo<Migration>()

const search: RowSearch<typeof migrationKeys> = {
  keys: {
    id: uuidColumn(sql`uuid`),
    server: (tests) =>
      any([
        holdsAny(sql`server_id::text`, tests),
        sql<boolean>`exists (select from compute.server s where s.id = migration.server_id and ${holdsAny(sql`s.name`, tests)})`,
      ]),
    type: sql`type`,
    status: sql`status`,
    host: (tests) => any([holdsAny(sql`source_host`, tests), holdsAny(sql`dest_host`, tests)]),
    source: sql`source_host`,
    destination: sql`dest_host`,
    flavor: (tests) => any([holdsAny(sql`old_flavor_id`, tests), holdsAny(sql`new_flavor_id`, tests)]),
    project: sql`project_id`,
    user: sql`user_id`,
    created: sql`created_at`,
    updated: sql`updated_at`,
  },
  text: [sql`source_host`, sql`dest_host`, sql`status`, beginningOfUuid(sql`uuid`), beginningOfUuid(sql`server_id`)],
}

const found = ({ filter, terms }: Pick<MigrationPage, 'filter' | 'terms'>) => [
  ...conditionsOf(filter),
  ...searchConditions(search, terms),
]

/** One page of migrations; an unknown marker is a 400. */
export async function listMigrations(db: Db, page: MigrationPage): Promise<Migration[]> {
  const { order, limit, marker, before } = page
  const edge = before ?? marker
  const at = edge === undefined ? undefined : await findByUuid(db, edge)
  if (edge !== undefined && !at) throw invalid(`Marker ${edge} could not be found.`, 'marker')
  const isDescending = (order === 'newest first') === (before === undefined)
  let query = migrations(db)
    .orderBy('id', isDescending ? 'desc' : 'asc')
    .limit(limit)
  for (const condition of found(page)) query = query.where(condition)
  if (at) query = query.where('id', isDescending ? '<' : '>', at.id)
  const rows = await query.execute()
  return before === undefined ? rows : rows.toReversed()
}

/** How many migrations match. */
export async function countMigrations(db: Db, page: Pick<MigrationPage, 'filter' | 'terms'>): Promise<number> {
  let query = db.selectFrom('compute.migration').select((is) => is.fn.countAll<number>().as('count'))
  for (const condition of found(page)) query = query.where(condition)
  return Number((await query.executeTakeFirstOrThrow()).count)
}

/** The server's live migrations that are under way. */
export const liveMigrations = (db: Db, serverId: ServerId): Promise<Migration[]> =>
  migrations(db)
    .where('server_id', '=', serverId)
    .where('type', '=', 'live-migration')
    .where('status', 'in', [...liveStatuses])
    .orderBy('id')
    .execute()

/** A migration of this server by its number. */
export async function findMigration(db: Db, serverId: ServerId, id: string): Promise<Migration | undefined> {
  if (!/^\d{1,15}$/.test(id)) return undefined
  return migrations(db).where('server_id', '=', serverId).where('id', '=', Number(id)).executeTakeFirst()
}

const findByUuid = (db: Db, uuid: string) =>
  isUuid(uuid) ? migrations(db).where('uuid', '=', uuid).executeTakeFirst() : undefined

function conditionsOf(filter: MigrationFilter) {
  const { host, sourceHost, serverId, status, type, userId, projectId, changesSince, changesBefore } = filter
  return [
    host !== undefined && sql<boolean>`${host} in (source_host, dest_host)`,
    sourceHost !== undefined && sql<boolean>`source_host = ${sourceHost}`,
    serverId !== undefined && sql<boolean>`server_id::text = ${serverId.toLowerCase()}`,
    status !== undefined && sql<boolean>`status = ${status}`,
    type !== undefined && sql<boolean>`type = ${type}`,
    userId !== undefined && sql<boolean>`user_id = ${userId}`,
    projectId !== undefined && sql<boolean>`project_id = ${projectId}`,
    changesSince !== undefined && sql<boolean>`updated_at >= ${changesSince}`,
    changesBefore !== undefined && sql<boolean>`updated_at <= ${changesBefore}`,
  ].filter((condition) => condition !== false)
}
