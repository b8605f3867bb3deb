import { sql } from 'kysely'
import type { migrationKeys } from '#domain/server/migration-keys'
import type { Db } from '#platform/db/database'
import { type ListAsked, type Listing, listPage, noMarker } from '#platform/db/listing'
import { any, beginningOfUuid, holdsAny, type RowSearch, searchConditions, uuidColumn } from '#platform/db/search'
import { isUuid, type FlavorId, type MigrationId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { MigrationType } from './migration-store.ts'

export interface Migration {
  id: number
  uuid: MigrationId
  serverId: ServerId
  /** Null once its row is gone. */
  serverName: string | null
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

/** The statuses in which a live migration is under way. */
export const liveStatuses = ['queued', 'preparing', 'running', 'post-migrating'] as const

const columns = sql<Migration>`id, uuid, server_id as "serverId",
  (select s.name from compute.server s where s.id = migration.server_id) as "serverName", type, status, source_host as "sourceHost", dest_host as "destHost",
  old_flavor_id as "oldFlavorId", new_flavor_id as "newFlavorId", user_id as "userId", project_id as "projectId",
  created_at as "createdAt", updated_at as "updatedAt"`

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
  text: [sql`status`, beginningOfUuid(sql`uuid`), beginningOfUuid(sql`server_id`)],
}

/** The same for those to whom hosts are told. */
const searchWithHosts: typeof search = { ...search, text: [sql`source_host`, sql`dest_host`, ...search.text] }

/** What lists of migrations can be sorted by. */
export const migrationSortKeys = [
  'id',
  'created_at',
  'updated_at',
  'status',
  'migration_type',
  'source_compute',
  'dest_compute',
  'instance_uuid',
  'project_id',
  'user_id',
] as const

const listing: Listing<Migration> = {
  columns,
  from: sql`compute.migration`,
  isAt: (marker) => (isUuid(marker) ? sql<boolean>`uuid = ${marker}::uuid` : sql<boolean>`false`),
  tie: sql`id`,
  sort: {
    id: [],
    created_at: [sql`created_at`],
    updated_at: [sql`updated_at`],
    status: [sql`status`],
    migration_type: [sql`type`],
    source_compute: [sql`source_host`],
    dest_compute: [sql`(dest_host is null)`, sql`coalesce(dest_host, '')`],
    instance_uuid: [sql`server_id`],
    project_id: [sql`project_id`],
    user_id: [sql`user_id`],
  } satisfies Record<(typeof migrationSortKeys)[number], unknown>,
  noMarker,
}

/** What is asked of a list of migrations. */
export interface MigrationsAsked extends Omit<ListAsked, 'within' | 'conditions'> {
  filter: MigrationFilter
  terms: readonly ReadTerm[]
  /** Whether text is looked for in the names of hosts, too. */
  seesHosts: boolean
}

/** One page of migrations; an unknown marker is a 400. */
export const migrationPage = (db: Db, { filter, terms, seesHosts, ...page }: MigrationsAsked) =>
  listPage(db, listing, {
    ...page,
    conditions: [...conditionsOf(filter), ...searchConditions(seesHosts ? searchWithHosts : search, terms)],
  })

/** The server's live migrations that are under way. */
export async function liveMigrations(db: Db, serverId: ServerId): Promise<Migration[]> {
  const { rows } = await sql<Migration>`
    select ${columns} from compute.migration
    where server_id = ${serverId} and type = 'live-migration' and status = any(${[...liveStatuses]}::text[])
    order by id`.execute(db)
  return rows
}

/** A migration of this server by its number. */
export async function findMigration(db: Db, serverId: ServerId, id: string): Promise<Migration | undefined> {
  if (!/^\d{1,15}$/.test(id)) return undefined
  const { rows } = await sql<Migration>`
    select ${columns} from compute.migration where server_id = ${serverId} and id = ${Number(id)}`.execute(db)
  return rows[0]
}

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
