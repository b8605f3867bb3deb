import { type RawBuilder, sql } from 'kysely'
import type { PowerState } from '#domain/server/power-state'
import type { HostFacts } from '#driver/compute-driver'
import type { Db } from '#platform/db/database'
import { newId, type HostId, type ServerId } from '#platform/ids'
import { forgottenHost, type Speaker, standingRow, whileStanding } from './host-identity-store.ts'

/** A compute host as its row tells of it. */
export interface Host {
  id: HostId
  serviceId: string
  name: string
  zone: string
  enabled: boolean
  disabledReason: string | null
  forcedDown: boolean
  /** Heard of within service_down_time, and not forced down. */
  up: boolean
  facts: HostFacts
  createdAt: Date
  lastSeenAt: Date
}

/**
 * Writes that a host lives and what it has; a host never heard of before is made, in `zone`. Says whether its facts are news. One whose
 * service was deleted while its agent still runs is made anew at its next heartbeat, enabled and under new ids, as it is in Nova once
 * nova-compute starts again: stop the agent first to be rid of it. Not so one that has joined: throws `forbidden` where it was forgotten,
 * be it while its heartbeat was under way.
 */
export async function seeHost(
  db: Db,
  seen: { facts: HostFacts; zone: string } & Speaker & StandsThere,
  /** Called before the facts of a host that has been started anew are written, with how it was called before, in the same transaction. */
  onBoot: (trx: Db, id: HostId, bootIdBefore: string) => Promise<void>,
): Promise<{ id: HostId; isNews: boolean; before: StandsThere | undefined }> {
  const facts = JSON.stringify(seen.facts)
  // Two statements: writing `facts` wakes all who look at hosts, and most heartbeats say nothing new.
  const { rows } = await sql<SeenHost | NeverSeen>`
    with standing as materialized (${standingRow(seen)}), known as (
      update compute.host set last_seen_at = now() where name = ${seen.hostName} and exists (select from standing)
      returning id, facts is distinct from ${facts}::jsonb as "isNews", facts ->> 'bootId' as "bootId"
    ), kept as (${keepReport(seen, sql`known`)})
    select known.*, report.guests, report.disks
    from standing left join known on true left join compute.host_report report on report.host_id = known.id`.execute(db)
  const [stands] = rows
  if (!stands) throw forgottenHost(seen.hostName)
  const known = stands.id === null ? undefined : stands
  const before = known && known.guests !== null ? standsThere(known.guests, known.disks!) : undefined
  if (known && !known.isNews) return { id: known.id, isNews: false, before }
  const id = await whileStanding(db, seen, async (trx) => {
    if (known && known.bootId !== null && seen.facts.bootId !== undefined && known.bootId !== seen.facts.bootId)
      await onBoot(trx, known.id, known.bootId)
    const written = await writeHost(trx, seen, facts)
    if (!known) await keepReport(seen, sql`(select ${written}::uuid as id) made`).execute(trx)
    return written
  })
  return { id, isNews: true, before }
}

/** The host as its row was, with its last report; null where there is none. */
interface SeenHost {
  id: HostId
  isNews: boolean
  bootId: string | null
  guests: Record<ServerId, PowerState> | null
  disks: ServerId[] | null
}

/** The same of a host that has no row yet. */
type NeverSeen = { [Column in keyof SeenHost]: null }

/** What stands on a host: the power of its guests, and the servers that have disks there. */
export interface StandsThere {
  guests: ReadonlyMap<ServerId, PowerState>
  disks: readonly ServerId[]
}

const standsThere = (guests: Record<ServerId, PowerState>, disks: ServerId[]): StandsThere => ({
  guests: new Map(Object.entries(guests) as [ServerId, PowerState][]),
  disks,
})

/** Writes what stands on a host, where it is not what stood there before. */
const keepReport = ({ guests, disks }: StandsThere, host: RawBuilder<unknown>) => sql`
  insert into compute.host_report as report (host_id, guests, disks)
  select id, ${JSON.stringify(Object.fromEntries(guests))}::jsonb, ${disks.toSorted()}::uuid[] from ${host}
  on conflict (host_id) do update set guests = excluded.guests, disks = excluded.disks, changed_at = now()
  where (report.guests, report.disks) is distinct from (excluded.guests, excluded.disks)`

/** What stands on each host that reports, as it said last. */
export async function hostReports(db: Db, downAfterSeconds: number): Promise<({ hostName: string } & StandsThere)[]> {
  const { rows } = await sql<{ hostName: string; guests: Record<ServerId, PowerState>; disks: ServerId[] }>`
    select host.name as "hostName", report.guests, report.disks
    from compute.host_report report join compute.host on host.id = report.host_id
    where host.last_seen_at > now() - ${downAfterSeconds} * interval '1 second'
    order by host.name`.execute(db)
  return rows.map(({ hostName, guests, disks }) => ({ hostName, ...standsThere(guests, disks) }))
}

async function writeHost(db: Db, { hostName: name, zone }: Speaker & { zone: string }, facts: string): Promise<HostId> {
  const written = await db
    .insertInto('compute.host')
    .values({ id: newId<HostId>(), service_id: newId<string>(), name, zone, facts })
    .onConflict((on) => on.column('name').doUpdateSet({ facts, last_seen_at: sql<Date>`now()` }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return written.id as HostId
}

/** Whether the host has a row; waits for whoever is about to delete it. */
export async function isStillThere(db: Db, id: HostId): Promise<boolean> {
  return (
    undefined !==
    (await db.selectFrom('compute.host').select('id').where('id', '=', id).forKeyShare().executeTakeFirst())
  )
}

/** Every host by name, with whether it is up by `downAfterSeconds` (setting service_down_time). */
export async function listHosts(db: Db, downAfterSeconds: number): Promise<readonly Host[]> {
  const rows = await db
    .selectFrom('compute.host')
    .selectAll()
    .select(sql<boolean>`not forced_down and last_seen_at > now() - ${downAfterSeconds} * interval '1 second'`.as('up'))
    .orderBy('name')
    .execute()
  return rows.map((row) => ({
    id: row.id as HostId,
    serviceId: row.service_id,
    name: row.name,
    zone: row.zone,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    forcedDown: row.forced_down,
    up: row.up,
    facts: row.facts as unknown as HostFacts,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  }))
}

/** Whether the host of that name was heard of within `downAfterSeconds` (setting service_down_time), and nobody says that it is down. */
export async function isHostUp(db: Db, name: string, downAfterSeconds: number): Promise<boolean> {
  const { rows } = await sql`
    select from compute.host
    where name = ${name} and not forced_down and last_seen_at > now() - ${downAfterSeconds} * interval '1 second'`.execute(
    db,
  )
  return rows.length > 0
}

/** A host is cut off for a minute and goes on, however soon it counts as down; flows wait so long for it, and some more. */
const cutOffSeconds = 75

/** Whether nobody needs to wait for a host that does not answer: it is forced down, or counts as down and was not heard of for that long. */
export async function isHostGivenUp(db: Db, name: string, downAfterSeconds: number): Promise<boolean> {
  const longSeconds = Math.max(downAfterSeconds, cutOffSeconds)
  const { rows } = await sql`
    select from compute.host
    where name = ${name} and (forced_down or last_seen_at < now() - ${longSeconds} * interval '1 second')`.execute(db)
  return rows.length > 0
}

/** What runs on a host, as far as scheduling wants to know. */
export interface HostLoad {
  serverIds: readonly ServerId[]
  /** Servers being built or otherwise keeping the host's disks busy. */
  ioOps: number
}

const busyTasks = [
  'resize_migrating',
  'rebuilding',
  'resize_prep',
  'image_snapshot',
  'image_backup',
  'rescuing',
  'unshelving',
]

/** The load of every host that has servers. */
export async function hostLoads(db: Db): Promise<ReadonlyMap<HostId, HostLoad>> {
  const rows = await db
    .selectFrom('compute.server')
    .select(['host_id', sql<ServerId[]>`array_agg(id)`.as('server_ids')])
    .select(sql<number>`count(*) filter (where vm_state = 'building' or task_state = any(${busyTasks}))`.as('io_ops'))
    .where('host_id', 'is not', null)
    .where('deleted_at', 'is', null)
    .groupBy('host_id')
    .execute()
  return new Map(rows.map((row) => [row.host_id as HostId, { serverIds: row.server_ids, ioOps: Number(row.io_ops) }]))
}
