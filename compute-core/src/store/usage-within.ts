import { type RawBuilder, sql } from 'kysely'
import type { UsageSpan } from '#domain/quota/usage-span'
import type { Db } from '#platform/db/database'

/** How a span is cut, in the time zone of whoever asks. */
export interface Cut {
  step: 'day' | 'month'
  timeZone: string
}

/** What the servers of a label used in one period. */
export interface UsedInPeriod {
  /** Of all that have no other one it is empty. */
  label: string
  /** The day that it begins on there, as 2026-12-01. */
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

/** A table of the servers that ran within the span, deleted ones included, each with when of it and how much it had; of this project alone where it is given. */
export const usedWithin = ({ start, stop }: UsageSpan, projectId?: string) => sql`
  select project_id, greatest(launched_at, ${start}) as "from", least(coalesce(terminated_at, deleted_at), ${stop}) as "to",
    (flavor ->> 'vcpus')::float8 as vcpus, (flavor ->> 'ramMb')::float8 as ram,
    (flavor ->> 'diskGb')::float8 + (flavor ->> 'ephemeralGb')::float8 as disk
  from compute.server
  where launched_at < ${stop}
    and (coalesce(terminated_at, deleted_at) is null or coalesce(terminated_at, deleted_at) > ${start})
    ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}`

/** For how long a row of that table ran. */
export const hoursUsed = sql`(extract(epoch from u."to" - u."from")::float8 / 3600)`

/**
 * Adds up what was used in each period of a span. `used` is a table as `usedWithin` has it, each row with a label.
 *
 * A server is looked at once, however many periods it ran through: it adds its hours to the period that it began in and to the one that it
 * ended in, and counts as running through from the one to the other. How many run through a period, and with how much, is the sum of all
 * that were begun and not yet ended before: whole numbers, so that nothing is left of one that is gone.
 */
export async function usedByPeriod(
  db: Db,
  { span, cut, used }: { span: UsageSpan; cut: Cut; used: RawBuilder<unknown> },
): Promise<UsedInPeriod[]> {
  const { rows } = await sql<UsedInPeriod>`
    with period as materialized (${periodsOf(span, cut)}), edge as materialized (
      select array_agg(start order by n) as starts, array_agg(stop order by n) as stops from period
    ), used as materialized (${used}), placed as (
      select u.*, width_bucket(u."from", e.starts) as first, width_bucket(u."to" - interval '1 microsecond', e.starts) as last
      from used u, edge e where u."from" < u."to"
    ), part as (
      select p.label, p.vcpus, p.ram, p.disk, c.* from placed p, edge e, lateral (values
        (p.first, 1, extract(epoch from least(p."to", e.stops[p.first]) - p."from")::float8 / 3600, 0),
        (p.first + 1, 0, 0, 1),
        (p.last, (p.last > p.first)::int, extract(epoch from p."to" - e.starts[p.last])::float8 / 3600, -1)
      ) as c (n, servers, hours, through)
      where c.through = 0 or p.last > p.first
    ), change as (
      select label, n, sum(servers) as servers, sum(hours) as hours, sum(hours * vcpus) as vcpu_hours,
        sum(hours * ram) as ram_hours, sum(hours * disk) as disk_hours,
        sum(through) as through, sum(through * vcpus) as vcpus, sum(through * ram) as ram, sum(through * disk) as disk
      from part group by label, n
    ), running as (
      select label, n, ${sumSoFar('through')}, ${sumSoFar('vcpus')}, ${sumSoFar('ram')}, ${sumSoFar('disk')},
        c.servers, c.hours, c.vcpu_hours, c.ram_hours, c.disk_hours
      from period cross join (select label from used union select '') as labels left join change c using (label, n)
      window so_far as (partition by label order by n)
    )
    select r.label, p.date, p.start, p.stop, (coalesce(r.servers, 0) + r.through)::int as servers,
      coalesce(r.hours, 0) + r.through * p.hours as hours,
      coalesce(r.vcpu_hours, 0) + r.vcpus * p.hours as "vcpuHours",
      coalesce(r.ram_hours, 0) + r.ram * p.hours as "memoryMbHours",
      coalesce(r.disk_hours, 0) + r.disk * p.hours as "diskGbHours"
    from running r join period p using (n) order by n`.execute(db)
  return rows
}

const sumSoFar = (column: string) =>
  sql`coalesce(sum(c.${sql.ref(column)}) over so_far, 0)::float8 as ${sql.ref(column)}`

const periodsOf = ({ start, stop }: UsageSpan, { step, timeZone }: Cut) => sql`
  select row_number() over (order by start)::int as n, extract(epoch from stop - start)::float8 / 3600 as hours, period.* from (
    select to_char(local, 'YYYY-MM-DD') as date, greatest(local at time zone ${timeZone}, ${start}) as start,
      least((local + ${sql.lit(`1 ${step}`)}::interval) at time zone ${timeZone}, ${stop}) as stop
    from generate_series(date_trunc(${step}, ${start}::timestamptz at time zone ${timeZone}),
      ${stop}::timestamptz at time zone ${timeZone}, ${sql.lit(`1 ${step}`)}::interval) as local
  ) period where start < stop`
