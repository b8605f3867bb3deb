import { type RawBuilder, sql } from 'kysely'
import type { usageKeys, UsageMeasure, usageSortKeys } from '#domain/quota/usage-keys'
import type { UsageSpan } from '#domain/quota/usage-span'
import type { Db } from '#platform/db/database'
import { type ListAsked, type Listing, listPage, noMarker } from '#platform/db/listing'
import { beginningOf, searchConditions } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'

/** What the servers of a project used within a span. */
export interface ProjectUsage {
  id: string
  /** Null for a project that is gone. */
  name: string | null
  domain: string | null
  /** How many ran at any time of it. */
  servers: number
  serversNow: number
  hours: number
  vcpuHours: number
  memoryMbHours: number
  diskGbHours: number
}

/** Projects as identity knows them. */
type Projects = readonly { id: string; name: string; domain: string }[]

/** A table of the servers that ran within the span, each with how long and how much it had. */
const used = ({ start, stop }: UsageSpan) => sql`
  select project_id, launched_at as "from", coalesce(terminated_at, deleted_at, 'infinity') as "to",
    (flavor ->> 'vcpus')::float8 as vcpus, (flavor ->> 'ramMb')::float8 as ram,
    (flavor ->> 'diskGb')::float8 + (flavor ->> 'ephemeralGb')::float8 as disk
  from compute.server
  where launched_at < ${stop}
    and (coalesce(terminated_at, deleted_at) is null or coalesce(terminated_at, deleted_at) > ${start})`

const hoursIn = (start: RawBuilder<unknown>, stop: RawBuilder<unknown>) =>
  sql`(extract(epoch from least(u."to", ${stop}) - greatest(u."from", ${start}))::float8 / 3600)`

const listing = (span: UsageSpan, projects: Projects): Listing<ProjectUsage> => {
  const hours = hoursIn(sql`${span.start}::timestamptz`, sql`${span.stop}::timestamptz`)
  return {
    with: sql`with used as (${used(span)}), total as (
        select u.project_id as id, count(*)::int as servers, sum(${hours}) as hours, sum(${hours} * u.vcpus) as vcpu_hours,
          sum(${hours} * u.ram) as memory_mb_hours, sum(${hours} * u.disk) as disk_gb_hours
        from used u group by u.project_id
      ), present as (
        select project_id as id, count(*)::int as servers from compute.server where deleted_at is null group by project_id
      ), usage as materialized (
        select id, p.name, p.domain, coalesce(t.servers, 0) as servers, coalesce(n.servers, 0) as servers_now,
          coalesce(t.hours, 0) as hours, coalesce(t.vcpu_hours, 0) as vcpu_hours,
          coalesce(t.memory_mb_hours, 0) as memory_mb_hours, coalesce(t.disk_gb_hours, 0) as disk_gb_hours
        from total t full join present n using (id)
        left join jsonb_to_recordset(${JSON.stringify(projects)}::jsonb) as p (id text, name text, domain text) using (id)
      )`,
    columns: sql<ProjectUsage>`x.id, x.name, x.domain, x.servers, x.servers_now as "serversNow", x.hours,
      x.vcpu_hours as "vcpuHours", x.memory_mb_hours as "memoryMbHours", x.disk_gb_hours as "diskGbHours"`,
    from: sql`usage x`,
    isAt: (marker) => sql<boolean>`x.id = ${marker}`,
    tie: sql`x.id`,
    sort: {
      name: [sql`coalesce(x.name, x.id)`],
      id: [],
      domain: [sql`coalesce(x.domain, '')`],
      servers: [sql`x.servers`],
      servers_now: [sql`x.servers_now`],
      hours: [sql`x.hours`],
      vcpu_hours: [sql`x.vcpu_hours`],
      memory_mb_hours: [sql`x.memory_mb_hours`],
      disk_gb_hours: [sql`x.disk_gb_hours`],
    } satisfies Record<(typeof usageSortKeys)[number], unknown>,
    noMarker,
  }
}

const conditionsOf = (terms: readonly ReadTerm[]) =>
  searchConditions<typeof usageKeys>(
    {
      keys: {
        name: sql`x.name`,
        id: sql`x.id`,
        domain: sql`x.domain`,
        servers: sql`x.servers`,
        now: sql`x.servers_now`,
        hours: sql`x.hours::numeric`,
      },
      text: [sql`x.name`, beginningOf(sql`x.id`)],
    },
    terms,
  )

/** One page of what each project used within a span: of all that have servers now or had some in it. */
export const projectUsagePage = (
  db: Db,
  { span, projects }: { span: UsageSpan; projects: Projects },
  { terms, ...page }: Omit<ListAsked, 'conditions' | 'within'> & { terms: readonly ReadTerm[] },
) => listPage(db, listing(span, projects), { ...page, conditions: conditionsOf(terms) })

/** How much of one measure a project used in one period. */
export interface PeriodUsage {
  start: Date
  stop: Date
  /** Null for all others together. */
  projectId: string | null
  amount: number
}

/** What a measure adds up, an hour. */
const amounts: Readonly<Record<UsageMeasure, RawBuilder<unknown>>> = {
  hours: sql`1`,
  vcpu_hours: sql`u.vcpus`,
  memory_mb_hours: sql`u.ram`,
  disk_gb_hours: sql`u.disk`,
}

/** How a span is cut, in the time zone of whoever asks. */
export interface Cut {
  step: 'day' | 'month'
  timeZone: string
}

/**
 * How much of a measure projects used in each day or month of a span: those that used most of it by themselves, and the others together.
 * One query, in which each server is looked at once for each period that it was there in.
 */
export async function usageByPeriod(
  db: Db,
  { span, measure, most, cut: { step, timeZone } }: { span: UsageSpan; measure: UsageMeasure; most: number; cut: Cut },
): Promise<PeriodUsage[]> {
  const each = sql.lit(`1 ${step}`)
  const { rows } = await sql<PeriodUsage>`
    with period as (
      select greatest(local at time zone ${timeZone}, ${span.start}) as start,
        least((local + interval ${each}) at time zone ${timeZone}, ${span.stop}) as stop
      from generate_series(date_trunc(${step}, ${span.start}::timestamptz at time zone ${timeZone}),
        ${span.stop}::timestamptz at time zone ${timeZone}, interval ${each}) as local
    ), used as materialized (${used(span)}), part as (
      select period.start, period.stop, u.project_id,
        sum(${hoursIn(sql`period.start`, sql`period.stop`)} * ${amounts[measure]}) as amount
      from period join used u on u."from" < period.stop and u."to" > period.start
      where period.start < period.stop
      group by period.start, period.stop, u.project_id
    ), largest as (
      select project_id, sum(amount) as amount from part group by project_id order by 2 desc, 1 limit ${most}
    )
    select period.start, period.stop, l.project_id as "projectId", coalesce(sum(part.amount), 0)::float8 as amount
    from period left join part on part.start = period.start left join largest l on l.project_id = part.project_id
    where period.start < period.stop
    group by period.start, period.stop, l.project_id order by period.start, max(l.amount) desc nulls last`.execute(db)
  return rows
}
