import { sql } from 'kysely'
import { type QuotaLimits, type QuotaResource, type ServerUsage } from '#domain/quota/quota'
import type { Db } from '#platform/db/database'

/** The scope of the limits that hold for every project that has none of its own. */
const defaultClass = 'class:default'

/** The limits of a project (and of one user in it): the most particular row that there is, else the settings' defaults. */
export async function quotaLimits(
  db: Db,
  defaults: QuotaLimits,
  scope: { projectId: string; userId?: string | undefined } | { className: string },
): Promise<QuotaLimits> {
  const scopes = 'className' in scope ? [`class:${scope.className}`] : [defaultClass, scope.projectId]
  const userId = 'className' in scope ? '' : (scope.userId ?? '')
  const rows = await db
    .selectFrom('compute.quota_limit')
    .select(['scope', 'user_id', 'resource', 'hard_limit'])
    .where('scope', 'in', scopes)
    .where('user_id', 'in', ['', userId])
    .execute()
  const rank = (row: { scope: string; user_id: string }) =>
    (row.scope === defaultClass ? 0 : 1) + (row.user_id === '' ? 0 : 2)
  const found = rows.toSorted((a, b) => rank(a) - rank(b)).map((row) => [row.resource, row.hard_limit] as const)
  return { ...defaults, ...(Object.fromEntries(found) as Partial<QuotaLimits>) }
}

/** What other users of a project have been given of its limits, each resource summed; an unlimited one counts for nothing. */
export async function givenToOthers(
  db: Db,
  projectId: string,
  userId: string | undefined,
): Promise<Partial<Record<QuotaResource, number>>> {
  const rows = await db
    .selectFrom('compute.quota_limit')
    .select(['resource', (is) => is.fn.sum<string>('hard_limit').as('given')])
    .where('scope', '=', projectId)
    .where('user_id', 'not in', ['', userId ?? ''])
    .where('hard_limit', '>', 0)
    .groupBy('resource')
    .execute()
  return Object.fromEntries(rows.map(({ resource, given }) => [resource, Number(given)]))
}

/**
 * What the servers of a project (and of one user in it) take now. Soft-deleted ones take nothing until they are being restored; one that
 * is being resized, or waits for that to be confirmed, takes the larger of both its flavors, so that either way ends within the quota.
 */
export async function serverUsage(db: Db, projectId: string, userId?: string): Promise<ServerUsage> {
  const { rows } = await sql<ServerUsage>`
    select ${taken} from compute.server
    where project_id = ${projectId} and ${counts}
      and (${userId ?? null}::text is null or user_id = ${userId ?? null})`.execute(db)
  return rows[0]!
}

/** What a server has of something, or would have again or soon: `greatest` passes over what is null. */
const largest = (column: 'vcpus' | 'ram_mb', key: 'vcpus' | 'ramMb') => sql`greatest(server.${sql.ref(column)},
  case when vm_state = 'resized' then (old_flavor ->> ${key})::int end,
  case when task_state like 'resize\\_%' then (
    select max((job.params -> 'flavor' ->> ${key})::int) from platform.job
    where subject_id = server.id::text and flow = 'server-resize' and finished_at is null) end)`

/** What servers take together, as `serverUsage` counts it. */
const taken = sql`count(*) as instances, coalesce(sum(${largest('vcpus', 'vcpus')}), 0) as cores,
  coalesce(sum(${largest('ram_mb', 'ramMb')}), 0) as ram`

/** That a server takes anything of a quota. */
const counts = sql`deleted_at is null and (vm_state <> 'soft-delete' or task_state = 'restoring')`

/** A table of what the servers of each project take; of this one where it is given. */
export const usageOfProjects = (projectId: string | undefined) => sql`
  select project_id, ${taken} from compute.server
  where ${counts} and (${projectId ?? null}::text is null or project_id = ${projectId ?? null})
  group by project_id`

/** Lets nobody else count or add to what this project uses until the transaction ends. */
export const lockUsage = (trx: Db, projectId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`usage ${projectId}`}, 0))`.execute(trx)

/** Writes limits of a project, a user in it, or a class. */
export async function saveQuotaLimits(
  db: Db,
  scope: string,
  userId: string,
  limits: Partial<Record<QuotaResource, number>>,
): Promise<void> {
  const rows = Object.entries(limits).map(([resource, hard_limit]) => ({
    scope,
    user_id: userId,
    resource,
    hard_limit,
  }))
  if (rows.length === 0) return
  await db
    .insertInto('compute.quota_limit')
    .values(rows)
    .onConflict((on) =>
      on
        .columns(['scope', 'user_id', 'resource'])
        .doUpdateSet((set) => ({ hard_limit: set.ref('excluded.hard_limit') })),
    )
    .execute()
}

/** Takes these limits of a project back to those of all. */
export async function dropLimitsOf(db: Db, projectId: string, resources: readonly QuotaResource[]): Promise<void> {
  if (resources.length === 0) return
  await db
    .deleteFrom('compute.quota_limit')
    .where('scope', '=', projectId)
    .where('user_id', '=', '')
    .where('resource', 'in', resources)
    .execute()
}

/** The users of a project who have limits of their own there, with these. */
export async function usersWithLimits(
  db: Db,
  projectId: string,
): Promise<readonly { userId: string; limits: Partial<Record<QuotaResource, number>> }[]> {
  const { rows } = await sql<{ userId: string; limits: Partial<Record<QuotaResource, number>> }>`
    select user_id as "userId", jsonb_object_agg(resource, hard_limit) as limits from compute.quota_limit
    where scope = ${projectId} and user_id <> '' group by user_id order by user_id`.execute(db)
  return rows
}

/** Takes a project, or one user in it, back to the defaults; false when it had no limits of its own. */
export async function dropQuotaLimits(db: Db, projectId: string, userId?: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('compute.quota_limit')
    .where('scope', '=', projectId)
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
