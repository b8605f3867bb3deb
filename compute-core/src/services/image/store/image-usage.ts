import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** What a project has of images. */
export interface ImageUsage {
  images: number
  uploading: number
  bytes: number
}

/** Has others who count this project's images wait until the transaction ends. */
export async function lockUsage(tx: Db, projectId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('image.usage ' || ${projectId}, 0))`.execute(tx)
}

/** What a project has of images now. */
export async function usageOf(db: Db, projectId: string): Promise<ImageUsage> {
  const row = await db
    .selectFrom('image.image')
    .select([
      sql<string>`count(*)`.as('images'),
      sql<string>`count(*) filter (where status = 'saving')`.as('uploading'),
      sql<string>`coalesce(sum(size) filter (where status in ('active', 'deactivated')), 0)`.as('bytes'),
    ])
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  return { images: Number(row.images), uploading: Number(row.uploading), bytes: Number(row.bytes) }
}
