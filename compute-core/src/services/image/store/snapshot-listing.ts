import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ImageId, ProjectId, ServerId } from '#platform/ids'

/** Which backups: whoever else writes the same properties on an image of another project does not count. */
export interface BackupsOf {
  projectId: ProjectId
  serverId: ServerId
  backupType: string
}

/** A project's backups of `backupType` of its server, newest first, but for protected ones. */
export async function backupsOf(db: Db, { projectId, serverId, backupType }: BackupsOf): Promise<readonly ImageId[]> {
  const made = { image_type: 'backup', backup_type: backupType, instance_uuid: serverId }
  const rows = await db
    .selectFrom('image.image')
    .select('id')
    .where(sql<boolean>`properties @> ${JSON.stringify(made)}::jsonb`)
    .where('project_id', '=', projectId)
    .where('protected', '=', false)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ id }) => id as ImageId)
}

/** An image that waits for the bytes of a server. */
export interface UnfinishedSnapshot {
  imageId: ImageId
  serverId: ServerId
}

/** Snapshots and backups that have been waiting for their bytes for longer than `olderThanMs`. */
export async function unfinishedSnapshots(db: Db, olderThanMs: number): Promise<readonly UnfinishedSnapshot[]> {
  const rows = await db
    .selectFrom('image.image')
    .select(['id', sql<string>`properties->>'instance_uuid'`.as('server_id')])
    .where('status', '=', 'queued')
    .where('protected', '=', false)
    .where(sql<boolean>`properties->>'image_type' in ('snapshot', 'backup') and properties ? 'instance_uuid'`)
    .where('updated_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
    .execute()
  return rows.map(({ id, server_id }) => ({ imageId: id as ImageId, serverId: server_id as ServerId }))
}
