import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { type QuotaResource, quotaResources, quotas } from '../domain/quotas.ts'

const tables = { network: 'network.network', subnet: 'network.subnet', port: 'network.port' } as const

/** What projects make, and only so many of. */
export type CountedResource = keyof typeof tables & QuotaResource

/** The limits of a project. */
export type Limits = Record<QuotaResource, number>

/**
 * Refuses what would be one too many for the project; of many at once none slips through. Whoever gives out addresses as well comes
 * here first, so that nobody waits in a circle.
 */
export async function refuseOverQuota(
  tx: Db,
  resource: CountedResource,
  projectId: string,
  howMany = 1,
): Promise<void> {
  await lockUsageOf(tx, resource, projectId)
  const limit = (await limitsOf(tx, projectId))[resource]
  if (limit === -1 || (await countOf(tx, resource, projectId)) + howMany <= limit) return
  throw conflict(`Quota exceeded for resources: ['${resource}'].`, 'Delete what is not needed any more.')
}

const lockUsageOf = (tx: Db, resource: CountedResource, projectId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`${resource} quota of ${projectId}`}, 0))`.execute(tx)

/** Lets nobody else count or add to what this project has until the transaction ends. */
export async function lockUsage(tx: Db, projectId: string): Promise<void> {
  for (const resource of Object.keys(tables) as CountedResource[]) await lockUsageOf(tx, resource, projectId)
}

/** How many the project has. */
export async function countOf(db: Db, resource: CountedResource, projectId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from ${sql.table(tables[resource])} where project_id = ${projectId}`.execute(db)
  return rows[0]!.count
}

/** The project's limits: its own where it has any, else everybody's. */
export async function limitsOf(db: Db, projectId: string): Promise<Limits> {
  const rows = await db
    .selectFrom('network.quota')
    .select(['resource', 'hard_limit'])
    .where('project_id', '=', projectId)
    .execute()
  return withOwn(rows)
}

/** The projects with limits of their own, with all their limits. */
export async function projectsWithLimits(db: Db): Promise<readonly (Limits & { project_id: string })[]> {
  const rows = await db.selectFrom('network.quota').selectAll().orderBy('project_id').execute()
  return [...Map.groupBy(rows, (row) => row.project_id)].map(([project_id, own]) => ({ ...withOwn(own), project_id }))
}

/** Gives the project these limits; the others stay. */
export async function setLimits(db: Db, projectId: string, limits: Partial<Limits>): Promise<void> {
  const rows = Object.entries(limits).map(([resource, hard_limit]) => ({ project_id: projectId, resource, hard_limit }))
  if (rows.length === 0) return
  await db
    .insertInto('network.quota')
    .values(rows)
    .onConflict((same) =>
      same.columns(['project_id', 'resource']).doUpdateSet((eb) => ({ hard_limit: eb.ref('excluded.hard_limit') })),
    )
    .execute()
}

/** Takes the project's own limits away; false where it had none. */
export async function dropLimits(db: Db, projectId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('network.quota')
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

function withOwn(rows: readonly { resource: string; hard_limit: number }[]): Limits {
  const own = new Map(rows.map(({ resource, hard_limit }) => [resource, hard_limit]))
  return Object.fromEntries(quotaResources.map((name) => [name, own.get(name) ?? quotas[name]])) as Limits
}
