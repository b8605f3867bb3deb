import { sql } from 'kysely'
import type { usageKeys, UsageMeasure, usageSortKeys } from '#domain/quota/usage-keys'
import type { UsageSpan } from '#domain/quota/usage-span'
import type { Db } from '#platform/db/database'
import { type ListAsked, type Listing, listPage, noMarker } from '#platform/db/listing'
import { beginningOf, searchConditions } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import { type Cut, hoursUsed, usedByPeriod, usedWithin } from './usage-within.ts'

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

const listing = (span: UsageSpan, projects: Projects): Listing<ProjectUsage> => {
  return {
    with: sql`with used as (${usedWithin(span)}), total as (
        select u.project_id as id, count(*)::int as servers, sum(${hoursUsed}) as hours, sum(${hoursUsed} * u.vcpus) as vcpu_hours,
          sum(${hoursUsed} * u.ram) as memory_mb_hours, sum(${hoursUsed} * u.disk) as disk_gb_hours
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

/** What a measure adds up, an hour, and where its sum is. */
const measures = {
  hours: { amount: sql`1`, sum: 'hours' },
  vcpu_hours: { amount: sql`u.vcpus`, sum: 'vcpuHours' },
  memory_mb_hours: { amount: sql`u.ram`, sum: 'memoryMbHours' },
  disk_gb_hours: { amount: sql`u.disk`, sum: 'diskGbHours' },
} as const satisfies Record<UsageMeasure, unknown>

/** How much of a measure projects used in each day or month of a span: those that used most of it by themselves, and the others together. */
export async function usageByPeriod(
  db: Db,
  { span, measure, most, cut }: { span: UsageSpan; measure: UsageMeasure; most: number; cut: Cut },
): Promise<PeriodUsage[]> {
  const { amount, sum } = measures[measure]
  const used = sql`
    with ran as materialized (${usedWithin(span)}), largest as (
      select u.project_id as label from ran u group by 1 order by sum(${hoursUsed} * ${amount}) desc, 1 limit ${most}
    )
    select coalesce(l.label, '') as label, u.* from ran u left join largest l on l.label = u.project_id`
  const rows = await usedByPeriod(db, { span, cut, used })
  return rows.map(({ label, start, stop, [sum]: used }) => ({ start, stop, projectId: label || null, amount: used }))
}
