import { sql } from 'kysely'
import { conflict } from '#platform/errors'
import type { Db } from '#platform/db/database'
import { quotaOf, type QuotaResource } from '../domain/quotas.ts'

/** What every update of a row does besides. */
export const touched = { revision_number: sql<number>`revision_number + 1`, updated_at: sql<Date>`now()` }

const tables = { network: 'network.network', subnet: 'network.subnet', port: 'network.port' } as const

/** Refuses what would be one too many for the project; of many at once none slips through. */
export async function refuseOverQuota(
  tx: Db,
  resource: keyof typeof tables & QuotaResource,
  projectId: string,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${resource} quota of ${projectId}`}, 0))`.execute(tx)
  if ((await countOf(tx, resource, projectId)) < quotaOf(resource)) return
  throw conflict(`Quota exceeded for resources: ['${resource}'].`, 'Delete what is not needed any more.')
}

/** How many the project has. */
export async function countOf(db: Db, resource: keyof typeof tables, projectId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from ${sql.table(tables[resource])} where project_id = ${projectId}`.execute(db)
  return rows[0]!.count
}

/** Names the refusal for a write that the database refused as `code`. */
export const refusedAs = (code: 'foreign-key' | 'overlap', refusal: () => Error) => (error: unknown) => {
  const wanted = { 'foreign-key': '23503', overlap: '23P01' }[code]
  throw error instanceof Error && 'code' in error && error.code === wanted ? refusal() : error
}
