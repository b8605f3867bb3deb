import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { FlavorId, MigrationId, ProjectId, ServerId, UserId } from '#platform/ids'

export type MigrationType = 'resize' | 'migration' | 'live-migration' | 'evacuation'

/** What is known of a server's way to another flavor or host as it begins. */
export interface NewMigration {
  /** The job whose flow carries it out: one flow has one migration. */
  flowId: string
  serverId: ServerId
  type: MigrationType
  sourceHost: string
  oldFlavorId: FlavorId
  newFlavorId: FlavorId
  userId: UserId
  projectId: ProjectId
}

/** The statuses after which nothing more happens to a migration. */
export const endedStatuses = ['confirmed', 'reverted', 'error', 'failed', 'completed', 'cancelled', 'done'] as const

/** Writes that a migration begins; a flow that begins again finds its own. */
export async function beginMigration(db: Db, migration: NewMigration): Promise<MigrationId> {
  const { uuid } = await db
    .insertInto('compute.migration')
    .values({
      flow_id: migration.flowId,
      server_id: migration.serverId,
      type: migration.type,
      status: 'pre-migrating',
      source_host: migration.sourceHost,
      old_flavor_id: migration.oldFlavorId,
      new_flavor_id: migration.newFlavorId,
      user_id: migration.userId,
      project_id: migration.projectId,
    })
    .onConflict((on) => on.column('flow_id').doUpdateSet({ status: 'pre-migrating', updated_at: sql<Date>`now()` }))
    .returning('uuid')
    .executeTakeFirstOrThrow()
  return uuid as MigrationId
}

/** Writes how far a migration is, and where it goes once that is known. */
export async function moveMigration(
  db: Db,
  id: MigrationId,
  status: string,
  { destHost }: { destHost?: string } = {},
): Promise<void> {
  await db
    .updateTable('compute.migration')
    .set({ status, updated_at: sql<Date>`now()`, ...(destHost !== undefined && { dest_host: destHost }) })
    .where('uuid', '=', id)
    .execute()
}

/** The migration that a resized server waits to have confirmed or reverted. */
export async function findWaitingMigration(db: Db, serverId: ServerId): Promise<MigrationId | undefined> {
  const row = await db
    .selectFrom('compute.migration')
    .select('uuid')
    .where('server_id', '=', serverId)
    .where('type', 'in', ['resize', 'migration'])
    .where('status', 'in', ['finished', 'confirming', 'reverting'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.uuid as MigrationId | undefined
}

/** The server's migrations that have not ended. */
export async function openMigrations(db: Db, serverId: ServerId): Promise<readonly MigrationId[]> {
  const rows = await db
    .selectFrom('compute.migration')
    .select('uuid')
    .where('server_id', '=', serverId)
    .where('status', 'not in', [...endedStatuses])
    .execute()
  return rows.map(({ uuid }) => uuid as MigrationId)
}

/** Ends the server's migrations with the server: a resize that waited is confirmed, any other has failed. */
export async function closeMigrations(db: Db, serverId: ServerId): Promise<void> {
  await sql`
    update compute.migration set updated_at = now(),
      status = case when status in ('finished', 'confirming') then 'confirmed' else 'error' end
    where server_id = ${serverId} and status <> all (${[...endedStatuses]})`.execute(db)
}

/** Ends the server's migrations as failed: nobody confirms any more what it waited for. */
export async function failMigrations(db: Db, serverId: ServerId): Promise<void> {
  await sql`
    update compute.migration set updated_at = now(), status = 'error'
    where server_id = ${serverId} and status <> all (${[...endedStatuses]})`.execute(db)
}

/** A migration that has ended and yet may hold something. */
export interface EndedMigration {
  id: MigrationId
  serverId: ServerId
  /** Whether the server has the flavor that it had before. */
  isTakenBack: boolean
}

/** Those of `ids` that are migrations which ended a while ago: nothing may be held for them any more. */
export async function endedMigrations(db: Db, ids: readonly string[]): Promise<readonly EndedMigration[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<EndedMigration>`
    select m.uuid as id, m.server_id as "serverId",
      s.deleted_at is null and s.flavor_id = m.old_flavor_id as "isTakenBack"
    from compute.migration m join compute.server s on s.id = m.server_id
    where m.uuid = any (${ids}::uuid[]) and m.status = any (${[...endedStatuses]})
      and m.updated_at < now() - interval '15 seconds' and s.task_state is null`.execute(db)
  return rows
}
