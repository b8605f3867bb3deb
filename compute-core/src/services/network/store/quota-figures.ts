import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { LimitedResource, QuotaFigure } from '../network-service.ts'
import { setLimits } from './project-quota.ts'

/** What projects have and their own limits, of all projects that have any of either, or of this one. */
export async function quotaFigures(db: Db, projectId?: string): Promise<readonly QuotaFigure[]> {
  const mine = projectId === undefined ? sql`project_id <> ''` : sql`project_id = ${projectId}`
  const { rows } = await sql<QuotaFigure>`
    select project_id as "projectId", resource, sum(used)::int as used, max(own) as "ownLimit" from (
      select project_id, 'network' as resource, count(*) as used, null::int as own from network.network where ${mine} group by project_id
      union all select project_id, 'subnet', count(*), null from network.subnet where ${mine} group by project_id
      union all select project_id, 'port', count(*), null from network.port where ${mine} group by project_id
      union all select project_id, resource, 0, hard_limit from network.quota
        where ${mine} and resource in ('network', 'subnet', 'port')
    ) figure
    group by project_id, resource`.execute(db)
  return rows
}

/** Gives a project these limits, null for those of all projects; the others stay. */
export async function changeLimits(
  tx: Db,
  projectId: string,
  limits: Partial<Record<LimitedResource, number | null>>,
): Promise<void> {
  const entries = Object.entries(limits)
  const given = entries.filter((entry): entry is [string, number] => entry[1] !== null)
  const dropped = entries.filter(([, limit]) => limit === null).map(([resource]) => resource)
  await setLimits(tx, projectId, Object.fromEntries(given))
  if (dropped.length > 0)
    await tx.deleteFrom('network.quota').where('project_id', '=', projectId).where('resource', 'in', dropped).execute()
}
