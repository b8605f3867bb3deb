import { sql } from 'kysely'
import type { EmbeddedFlavor } from '#domain/server/server'
import type { UsageSpan } from '#domain/quota/usage-span'
import type { Db } from '#platform/db/database'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'

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

/** What servers used on one day. */
export interface UsageDay {
  date: string
  start: Date
  stop: Date
  /** How many ran at any time of it. */
  servers: number
  hours: number
  vcpuHours: number
  memoryMbHours: number
  diskGbHours: number
}

/** What the servers of a project, or of all, used on each day of a span, the days being those of a time zone; deleted servers count as long as they were there. One query. */
export async function usageByDay(
  db: Db,
  { projectId, span, timeZone }: { projectId: string | undefined; span: UsageSpan; timeZone: string },
): Promise<UsageDay[]> {
  const { rows } = await sql<UsageDay>`
    with day as (
      select to_char(local, 'YYYY-MM-DD') as date, greatest(local at time zone ${timeZone}, ${span.start}) as start,
        least((local + interval '1 day') at time zone ${timeZone}, ${span.stop}) as stop
      from generate_series(date_trunc('day', ${span.start}::timestamptz at time zone ${timeZone}),
        ${span.stop}::timestamptz at time zone ${timeZone}, interval '1 day') as local
    ), used as materialized (
      select launched_at as "from", coalesce(terminated_at, deleted_at, 'infinity') as "to",
        (flavor ->> 'vcpus')::float8 as vcpus, (flavor ->> 'ramMb')::float8 as ram,
        (flavor ->> 'diskGb')::float8 + (flavor ->> 'ephemeralGb')::float8 as disk
      from compute.server
      where launched_at < ${span.stop} and (coalesce(terminated_at, deleted_at) is null or coalesce(terminated_at, deleted_at) > ${span.start})
        and (${projectId ?? null}::text is null or project_id = ${projectId ?? null})
    )
    select day.date, day.start, day.stop, count(part.hours)::int as servers, coalesce(sum(part.hours), 0)::float8 as hours,
      coalesce(sum(part.hours * part.vcpus), 0)::float8 as "vcpuHours",
      coalesce(sum(part.hours * part.ram), 0)::float8 as "memoryMbHours",
      coalesce(sum(part.hours * part.disk), 0)::float8 as "diskGbHours"
    from day left join lateral (
      select used.vcpus, used.ram, used.disk,
        extract(epoch from least(used."to", day.stop) - greatest(used."from", day.start))::float8 / 3600 as hours
      from used where used."from" < day.stop and used."to" > day.start
    ) part on true
    where day.start < day.stop
    group by day.date, day.start, day.stop order by day.start`.execute(db)
  return rows
}
