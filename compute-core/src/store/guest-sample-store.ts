import { sql } from 'kysely'
import { type FigureName, figureNames } from '#domain/guest-metrics/guest-figures'
import type { FigurePoint } from '#domain/guest-metrics/series'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'
import {
  forgetSamples,
  listOf,
  type Retention,
  type RollUp,
  rollUpSamples,
  rollUpSeconds,
  samplePoints,
  sampleSeries,
  startOf,
} from './sample-store.ts'

const samples = { table: 'guest_sample', owner: 'server_id', names: figureNames } as const

/** Keeps what guests used until `at`, in one statement; of what is no server on this host nothing is kept. */
export async function keepGuestSamples(
  db: Db,
  {
    at,
    hostName,
    guests,
    figures,
  }: {
    at: Date
    hostName: string
    guests: readonly ServerId[]
    figures: Readonly<Record<FigureName, readonly (number | null)[]>>
  },
): Promise<void> {
  if (guests.length === 0) return
  const lists = listOf(figureNames, (name) => sql`${figures[name]}::real[]`)
  const columns = listOf(figureNames, sql.ref)
  await sql`
    insert into compute.guest_sample (server_id, at, ${columns})
    select server.id, ${at}, ${columns}
    from unnest(${guests}::uuid[], ${lists}) as seen (id, ${columns})
    join compute.server on server.id = seen.id and server.deleted_at is null
    join compute.host on host.id = server.host_id and host.name = ${hostName}
    on conflict do nothing
  `.execute(db)
}

/** Adds the averages and maxima of guests of all whole spans that have ended by `now` and are not there yet, once. */
export const rollUpGuestSamples = (db: Db, into: RollUp, now: Date): Promise<void> =>
  rollUpSamples(db, samples, into, now)

/** Forgets what is older of guests than the settings keep. */
export const forgetGuestSamples = (db: Db, now: Date, retention: Retention): Promise<void> =>
  forgetSamples(db, samples, now, retention)

/** The points of a server from `since` on, in the order of time, each of `stepSeconds`. */
export const guestSeries = (
  db: Db,
  serverId: ServerId,
  span: { since: Date; stepSeconds: number },
): Promise<FigurePoint[]> => sampleSeries(db, samples, serverId, span)

/** What a server used lately. */
export interface LatestFigures {
  serverId: ServerId
  /** Of the newest sample; null where that is older than asked for. */
  cpuPercent: number | null
  memoryMb: number | null
  measuredAt: Date | null
  /** Averages of 5 minutes: seconds since 1970, and the CPU then. */
  cpu: { at: number; value: number | null }[]
}

/** What those servers used lately, all in one statement; of `projectId` only, unless that is undefined. A server that is not there is left out. */
export async function latestGuestFigures(
  db: Db,
  {
    serverIds,
    projectId,
    since,
    freshSince,
  }: { serverIds: readonly ServerId[]; projectId: string | undefined; since: Date; freshSince: Date },
): Promise<LatestFigures[]> {
  const { rows } = await sql<LatestFigures>`
    with asked as (
      select id from compute.server
      where id = any(${serverIds}::uuid[]) and deleted_at is null
        and (${projectId ?? null}::text is null or project_id = ${projectId ?? null})
    ), points as (${samplePoints(samples, serverIds, { since, stepSeconds: rollUpSeconds['5min'] })})
    select asked.id as "serverId", newest.cpu_percent as "cpuPercent", newest.memory_mb as "memoryMb", newest.at as "measuredAt",
      coalesce((
        select json_agg(json_build_object('at', points.at, 'value', points.cpu_percent) order by points.at)
        from points where points.server_id = asked.id
      ), '[]') as cpu
    from asked left join lateral (
      select * from compute.guest_sample where server_id = asked.id and at >= ${freshSince} order by at desc limit 1
    ) newest on true
  `.execute(db)
  return rows
}

/** What the guests of a host use now, taken together. */
export interface HostFigures {
  hostName: string
  guests: number
  /** How many vCPUs' worth of time. */
  vcpusUsed: number | null
  memoryMb: number | null
  diskReadBytesRate: number | null
  diskWriteBytesRate: number | null
  rxBytesRate: number | null
  txBytesRate: number | null
}

/** The sums over the newest samples of each host's guests, none older than `freshSince`. */
export async function hostFigures(db: Db, freshSince: Date): Promise<HostFigures[]> {
  const { rows } = await sql<HostFigures>`
    with newest as (
      select distinct on (server_id) * from compute.guest_sample where at >= ${freshSince} order by server_id, at desc
    )
    select host.name as "hostName", count(newest.server_id)::int as guests,
      sum(newest.cpu_percent * server.vcpus / 100)::float8 as "vcpusUsed", sum(newest.memory_mb)::float8 as "memoryMb",
      sum(disk_read_bytes_rate)::float8 as "diskReadBytesRate", sum(disk_write_bytes_rate)::float8 as "diskWriteBytesRate",
      sum(rx_bytes_rate)::float8 as "rxBytesRate", sum(tx_bytes_rate)::float8 as "txBytesRate"
    from newest
    join compute.server on server.id = newest.server_id and server.deleted_at is null
    join compute.host on host.id = server.host_id
    group by host.name order by host.name
  `.execute(db)
  return rows
}

/** What the guests of a project use now and have used lately, taken together. */
export interface ProjectFigures {
  /** How many have a sample that is fresh. */
  guests: number
  vcpusUsed: number | null
  memoryMb: number | null
  /** Sums of averages of 5 minutes: seconds since 1970, and what was used then. */
  hour: { at: number; vcpus: number | null; memory: number | null }[]
}

/** The sums over the newest samples of the project's guests, none older than `freshSince`, and over their averages from `since` on: one statement. */
export async function projectFigures(
  db: Db,
  projectId: string,
  { since, freshSince }: { since: Date; freshSince: Date },
): Promise<ProjectFigures> {
  const { rows } = await sql<ProjectFigures>`
    with own as materialized (
      select id, vcpus from compute.server where project_id = ${projectId} and deleted_at is null
    ), newest as (
      select distinct on (sample.server_id) sample.cpu_percent * own.vcpus / 100 as vcpus, sample.memory_mb as memory
      from own join compute.guest_sample sample on sample.server_id = own.id
      where sample.at >= ${freshSince} order by sample.server_id, sample.at desc
    ), points as (
      select server_id, extract(epoch from at)::int as at, cpu_percent, memory_mb
      from compute.guest_sample_5min where at >= ${since}
      union all
      select server_id, extract(epoch from ${startOf(rollUpSeconds['5min'])})::int, avg(cpu_percent)::real, avg(memory_mb)::real
      from compute.guest_sample
      where at >= (select greatest(${since}, until) from compute.guest_sample_rolled where into_table = '5min')
      group by 1, 2
    ), hour as (
      select points.at, sum(points.cpu_percent * own.vcpus / 100)::float8 as vcpus, sum(points.memory_mb)::float8 as memory
      from points join own on own.id = points.server_id group by 1 order by 1
    )
    select (select count(*)::int from newest) as guests,
      (select sum(vcpus)::float8 from newest) as "vcpusUsed", (select sum(memory)::float8 from newest) as "memoryMb",
      coalesce((select json_agg(hour order by at) from hour), '[]') as hour
  `.execute(db)
  return rows[0]!
}
