import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import { isUuid, type FlavorId, type MigrationId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
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

/** One page of migrations; an unknown marker is a 400. */
export async function listMigrations(db: Db, { filter, order, limit, marker }: MigrationPage): Promise<Migration[]> {
  const last = marker === undefined ? undefined : await findByUuid(db, marker)
  if (marker !== undefined && !last) throw invalid(`Marker ${marker} could not be found.`, 'marker')
  let query = migrations(db)
    .orderBy('id', order === 'newest first' ? 'desc' : 'asc')
    .limit(limit)
  for (const condition of conditionsOf(filter)) query = query.where(condition)
  return query.$if(last !== undefined, (page) => page.where('id', '<', last!.id)).execute()
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
