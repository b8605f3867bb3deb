import { sql } from 'kysely'
import type { EmbeddedFlavor } from '#domain/server/server'
import type { UsageSpan } from '#domain/quota/usage-span'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { usedByPeriod, type UsedInPeriod, usedWithin } from './usage-within.ts'

/** A server as far as its use is counted. */
export interface UsedServer {
  id: string
  projectId: string
  name: string
  vmState: string
  flavor: EmbeddedFlavor
  launchedAt: Date
  terminatedAt: Date | null
}

export interface UsagePage {
  span: UsageSpan
  projectId?: string
  limit: number
  /** A server's id. */
  marker?: string | undefined
}

/** One page of the servers that ran within the span, deleted ones included, by project and id; an unknown marker is a 400. */
export async function listUsedServers(db: Db, { span, projectId, limit, marker }: UsagePage): Promise<UsedServer[]> {
  if (marker !== undefined) await assertServer(db, marker)
  const { rows } = await sql<UsedServer>`
    select id, project_id as "projectId", name, vm_state as "vmState", flavor, launched_at as "launchedAt",
           coalesce(terminated_at, deleted_at) as "terminatedAt"
    from compute.server
    where launched_at is not null and launched_at < ${span.stop}
      and (coalesce(terminated_at, deleted_at) is null or coalesce(terminated_at, deleted_at) > ${span.start})
      and (${projectId ?? null}::text is null or project_id = ${projectId ?? null})
      and (${marker ?? null}::uuid is null
           or (project_id, id) > (select project_id, id from compute.server where id = ${marker ?? null}::uuid))
    order by project_id, id
    limit ${limit}`.execute(db)
  return rows
}

async function assertServer(db: Db, id: string): Promise<void> {
  const known =
    isUuid(id) && (await db.selectFrom('compute.server').select('id').where('id', '=', id).executeTakeFirst())
  if (!known) throw invalid(`Marker ${id} could not be found.`, 'marker')
}

/** What the servers of a project, or of all, used on each day of a span, the days being those of a time zone. */
export const usageByDay = (
  db: Db,
  { projectId, span, timeZone }: { projectId: string | undefined; span: UsageSpan; timeZone: string },
): Promise<UsedInPeriod[]> =>
  usedByPeriod(db, {
    span,
    cut: { step: 'day', timeZone },
    used: sql`select '' as label, u.* from (${usedWithin(span, projectId)}) u`,
  })
