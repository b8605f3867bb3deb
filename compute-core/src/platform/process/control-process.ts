import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** What a control process may be there for; most are there for all of it. */
export const processRoles = ['api', 'conductor', 'agent'] as const
export type ProcessRole = (typeof processRoles)[number]

/** What a control process says of itself when it starts. */
export interface ProcessStart {
  id: string
  /** Of this start; no other has it. */
  incarnation: string
  hostName: string
  pid: number
  roles: readonly ProcessRole[]
  version: string
  /** The commit of its source; null where that is not known. */
  revision: string | null
}

/** Where a control process is reached, and the hosts that run within it. */
export interface ProcessPlace {
  address: string | null
  hosts: readonly string[]
}

/** A control process as its row tells of it. */
export interface ControlProcess extends Omit<ProcessStart, 'incarnation' | 'pid'>, ProcessPlace {
  startedAt: Date
  renewedAt: Date
  /** Whether it is at work: its lease has not run out, and was neither given back nor taken over. */
  isLive: boolean
  /** For how long its lease holds unless it is renewed, by the database's clock; 0 where it holds no more. */
  leaseLeftMs: number
  /** When it was stopped, or taken over by which other one. */
  releasedAt: Date | null
  takenOverAt: Date | null
  takenOverBy: string | null
  /** Whether it is the one that runs the reconcilers. */
  isLeader: boolean
  /** Flows that it carries, and those that wait there for their turn. */
  flowsUnderWay: number
  flowsWaiting: number
}

/** Whether what the process `p` carries is its own: nobody has taken it over, though its lease may have run out while the database was away. */
export const isInOffice: RawBuilder<boolean> = sql<boolean>`(p.released_at is null and p.taken_over_at is null)`
const isLive = sql<boolean>`(p.released_at is null and p.taken_over_at is null and p.lease_until > now())`

/** Which process has been there longest of those that carry flows and are `p`s that meet the condition. */
const leader = (isCandidate: RawBuilder<unknown>) => sql`
  select p.id from platform.control_process p
  where 'conductor' = any (p.roles) and (${isCandidate}) order by p.started_at, p.id limit 1`

const milliseconds = (ms: number) => sql`${ms} * interval '1 millisecond'`

/** Flows that have begun, and jobs that wait for their turn. */
export interface FlowCount {
  underWay: number
  waiting: number
}

/** Every control process, those at work first, with what each has in hand; and what nobody has who is at work. */
export async function listProcesses(db: Db): Promise<{ processes: ControlProcess[]; left: FlowCount }> {
  const { rows: processes } = await sql<ControlProcess>`
    select p.id, p.host_name as "hostName", p.roles, p.version, p.revision, p.address, p.hosts, p.started_at as "startedAt",
      p.renewed_at as "renewedAt", ${isLive} as "isLive",
      case when ${isLive} then ceil(extract(epoch from p.lease_until - now()) * 1000)::int else 0 end as "leaseLeftMs",
      p.released_at as "releasedAt", p.taken_over_at as "takenOverAt", p.taken_over_by as "takenOverBy",
      coalesce((${leader(isLive)}) = p.id, false) as "isLeader",
      count(job.id) filter (where job.started_at is not null) as "flowsUnderWay",
      count(job.id) filter (where job.started_at is null) as "flowsWaiting"
    from platform.control_process p left join platform.job on job.held_by = p.id and job.finished_at is null
    group by p.id order by ${isLive} desc, p.started_at, p.id`.execute(db)
  const { rows: left } = await sql<FlowCount>`
    select count(*) filter (where started_at is not null) as "underWay", count(*) filter (where started_at is null) as waiting
    from platform.job where finished_at is null
      and not exists (select from platform.control_process p where p.id = held_by and ${isInOffice})`.execute(db)
  return { processes, left: left[0]! }
}

/** What the process that runs the reconcilers said of them last; undefined while none does. */
export async function leaderSays(db: Db): Promise<unknown> {
  const { rows } = await sql<{ reconcilers: unknown }>`
    select p.reconcilers from platform.control_process p where p.id = (${leader(isLive)})`.execute(db)
  return rows[0]?.reconcilers ?? undefined
}

/** Forgets processes that were stopped or taken over longer ago than `olderThanMs`, and have left nothing. */
export async function forgetProcesses(db: Db, olderThanMs: number): Promise<void> {
  await sql`
    delete from platform.control_process p
    where not ${isInOffice} and p.renewed_at < now() - ${milliseconds(olderThanMs)}
      and not exists (select from platform.job where held_by = p.id and finished_at is null)`.execute(db)
}

/** The ids of the processes whose work is their own. */
export async function processesInOffice(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from platform.control_process p where ${isInOffice}`.execute(db)
  return rows.map(({ id }) => id)
}

/** The ids of the processes that are at work, as a part of a statement. */
export const liveProcesses = sql<string>`(select id from platform.control_process p where ${isLive})`

/** Where agents reach the processes that are at work, those that have been longest first. */
export async function liveAddresses(db: Db): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select address from platform.control_process p where ${isLive} and address is not null order by started_at, id`.execute(
    db,
  )
  return rows.map(({ address }) => address)
}

/** What stands of a process that has the same id, from an earlier start or from a copy of its folder. */
export async function earlierStart(
  db: Db,
  id: string,
): Promise<{ hostName: string; pid: number; renewedAt: Date; isLive: boolean } | undefined> {
  const { rows } = await sql<{ hostName: string; pid: number; renewedAt: Date; isLive: boolean }>`
    select host_name as "hostName", pid, renewed_at as "renewedAt", ${isLive} as "isLive"
    from platform.control_process p where id = ${id}`.execute(db)
  return rows[0]
}

/** Writes that the process has started and has its lease; whatever it left at an earlier start is its own again. */
export async function writeStart(db: Db, start: ProcessStart, leaseMs: number): Promise<void> {
  const { id, incarnation, hostName, pid, roles, version, revision } = start
  await sql`
    insert into platform.control_process (id, incarnation, host_name, pid, roles, version, revision, lease_until)
    values (${id}, ${incarnation}, ${hostName}, ${pid}, ${roles}, ${version}, ${revision}, now() + ${milliseconds(leaseMs)})
    on conflict (id) do update set
      incarnation = excluded.incarnation, host_name = excluded.host_name, pid = excluded.pid, roles = excluded.roles,
      version = excluded.version, revision = excluded.revision, address = null, hosts = '{}', started_at = now(), renewed_at = now(),
      lease_until = excluded.lease_until, released_at = null, taken_over_at = null, taken_over_by = null
  `.execute(db)
}

type Holder = Pick<ProcessStart, 'id' | 'incarnation'>

/** What a renewal says; undefined once the lease is another's. */
export interface Renewal {
  /** Whether this is the process that has been at work longest of those that carry flows. */
  isLeader: boolean
  /** When the next lease of another runs out unless it is renewed; null where there is no other. */
  nextExpiryMs: number | null
}

/** Renews the lease, with what this process says of the reconcilers where it runs them; also one that has run out, as long as nobody has taken it over. */
export async function renewLease(
  db: Db,
  { id, incarnation }: Holder,
  leaseMs: number,
  reconcilers: string | null,
): Promise<Renewal | undefined> {
  const { rows } = await sql<Renewal>`
    update platform.control_process mine set
      renewed_at = now(), lease_until = now() + ${milliseconds(leaseMs)}, reconcilers = ${reconcilers}::jsonb
    where id = ${id} and incarnation = ${incarnation} and released_at is null and taken_over_at is null
    returning (${leader(sql`p.id = mine.id or ${isLive}`)}) = mine.id as "isLeader",
      (select ceil(extract(epoch from min(p.lease_until) - now()) * 1000)::int from platform.control_process p
       where p.id <> mine.id and ${isInOffice}) as "nextExpiryMs"
  `.execute(db)
  return rows[0] && { isLeader: rows[0].isLeader ?? false, nextExpiryMs: rows[0].nextExpiryMs }
}

/** Takes over the processes whose lease has run out; their names. Of several that try, one does. */
export async function takeOverExpired(db: Db, by: string): Promise<{ id: string; hostName: string }[]> {
  const { rows } = await sql<{ id: string; hostName: string }>`
    update platform.control_process p set taken_over_at = now(), taken_over_by = ${by}
    where p.id <> ${by} and ${isInOffice} and p.lease_until <= now()
    returning p.id, p.host_name as "hostName"
  `.execute(db)
  return rows
}

/** Gives the lease back: what the process carried may be taken up by others at once. */
export async function releaseLease(db: Db, { id, incarnation }: Holder): Promise<void> {
  await sql`
    update platform.control_process p set released_at = now(), lease_until = now(), address = null
    where p.id = ${id} and p.incarnation = ${incarnation} and ${isInOffice}`.execute(db)
}

/** Where a process at work is reached that has the host of that name within itself; undefined where none has. */
export async function addressOfHost(db: Db, hostName: string): Promise<string | undefined> {
  const { rows } = await sql<{ address: string }>`select ${addressAround(sql`${hostName}`)} as address`.execute(db)
  return rows[0]?.address ?? undefined
}

/** The address and port of the process at work that has the host of this name within itself, or null, as a part of a statement. */
export const addressAround = (hostName: RawBuilder<unknown>) => sql<string | null>`(
  select address from platform.control_process p
  where ${isLive} and address is not null and hosts @> array[${hostName}]::text[]
  order by started_at desc limit 1)`

/** The process at work, other than `id`, that has one of these hosts within itself; undefined where none has. */
export async function otherWithHost(
  db: Db,
  id: string,
  hosts: readonly string[],
): Promise<{ hostName: string; within: string } | undefined> {
  const { rows } = await sql<{ hostName: string; within: string }>`
    select host as "hostName", p.host_name as "within" from platform.control_process p, unnest(p.hosts) host
    where p.id <> ${id} and ${isLive} and host = any (${hosts}::text[]) limit 1`.execute(db)
  return rows[0]
}

/** Writes where agents and other processes reach the process, and which hosts it has within itself. */
export async function writeAddress(
  db: Db,
  { id, incarnation }: Holder,
  { address, hosts }: ProcessPlace,
): Promise<void> {
  await sql`
    update platform.control_process set address = ${address}, hosts = ${hosts}
    where id = ${id} and incarnation = ${incarnation}`.execute(db)
}
