import { sql } from 'kysely'
import { lifecycle } from '#domain/server/lifecycle'
import type { Db } from '#platform/db/database'
import type { HostId, ServerId } from '#platform/ids'

// What is started again after the boot of a host is what the cloud has stopped there by itself: at that moment the server's row says that
// it is to run, whatever it said as the host was told to go down. `stopThoseWithoutPower` writes that moment, for the servers named here.

// Whatever has not come about by then does not any more: the host was not switched off after all, or its guests run.
const forgottenAfterMinutes = 15

/** What one order to a host has had kept in mind. */
export interface ExpectedBoot {
  servers: readonly ServerId[]
  /** When, to the microsecond. */
  at: string
}

/**
 * The host, in the start that has `bootId`, is about to be switched off: what the cloud stops there from now on is started again after that.
 * Returns what was not kept in mind before, for `expectNoBoot`.
 */
export async function expectBoot(db: Db, hostId: HostId, bootId: string): Promise<ExpectedBoot> {
  return db.transaction().execute(async (trx) => {
    const { rows: known } = await sql<{ id: ServerId }>`
      select server_id as id from compute.guest_after_boot
      where host_id = ${hostId} and boot_id = ${bootId} for update`.execute(trx)
    await keepInMind(trx, hostId, bootId, { onlyRunning: false })
    const before = new Set(known.map(({ id }) => id))
    const { rows: kept } = await sql<{ id: ServerId; at: string }>`
      select server_id as id, at::text from compute.guest_after_boot
      where host_id = ${hostId} and at = now()`.execute(trx)
    return { servers: kept.map(({ id }) => id).filter((id) => !before.has(id)), at: kept[0]?.at ?? '' }
  })
}

/** The host is not switched off for that order; what another one has had kept in mind, before or since, stays. */
export async function expectNoBoot(db: Db, { servers, at }: ExpectedBoot): Promise<void> {
  if (servers.length === 0) return
  await sql`
    delete from compute.guest_after_boot
    where server_id = any (${[...servers]}) and at = ${at}::timestamptz`.execute(db)
}

/** The host has been started anew: those servers whose guests ran in the start of it that had `bootIdBefore` are started again. */
export async function seeBoot(db: Db, hostId: HostId, bootIdBefore: string): Promise<void> {
  await sql`delete from compute.guest_after_boot where host_id = ${hostId} and stopped_at is null`.execute(db)
  await keepInMind(db, hostId, bootIdBefore, { onlyRunning: true })
}

/** One that the cloud stopped before the boot that there was, and has not started yet, is to be started whatever becomes of the next. */
const isLeftFromEarlierBoot = sql`
  g.host_id = excluded.host_id and g.boot_id <> excluded.boot_id and g.stopped_at is not null
    and exists (select from compute.server s where s.id = g.server_id and s.vm_state = 'stopped')`

async function keepInMind(
  db: Db,
  hostId: HostId,
  bootId: string,
  { onlyRunning }: { onlyRunning: boolean },
): Promise<void> {
  const runs = sql`vm_state = 'active' and power_state not in ('shutdown', 'crashed', 'suspended')`
  await sql`
    insert into compute.guest_after_boot as g (server_id, host_id, boot_id)
    select id, host_id, ${bootId} from compute.server
    where host_id = ${hostId} and deleted_at is null ${onlyRunning ? sql`and ${runs}` : sql``}
    on conflict (server_id) do update set host_id = excluded.host_id, boot_id = excluded.boot_id, at = now(),
      stopped_at = case when (g.host_id, g.boot_id) = (excluded.host_id, excluded.boot_id) then g.stopped_at end
    where not (${isLeftFromEarlierBoot})`.execute(db)
}

/** Those whose host has started since, and that are at rest and as the cloud has left them: nobody has asked for anything else, or moved them. */
export async function guestsToStart(db: Db): Promise<readonly ServerId[]> {
  const { rows } = await sql<{ id: ServerId }>`
    select s.id from compute.guest_after_boot g, compute.server s, compute.host h where ${isToStart}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Forgets one that is being started; false where it is not to be started any more. The caller's transaction has the server's row. */
export async function takeGuestToStart(db: Db, serverId: ServerId): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from compute.guest_after_boot g using compute.server s, compute.host h
    where g.server_id = ${serverId} and ${isToStart}`.execute(db)
  return numAffectedRows === 1n
}

/** Forgets those that are not to be started any more. The clock of a host that is off stands still. */
export async function forgetOldGuests(db: Db): Promise<void> {
  await sql`
    delete from compute.guest_after_boot g
    using compute.server s, compute.host h left join compute.host_report report on report.host_id = h.id
    where s.id = g.server_id and h.id = g.host_id
      and (s.deleted_at is not null or s.host_id is distinct from g.host_id or ${isTakenOver}
        or ${hasBooted} and g.stopped_at is null and report.guests ->> s.id::text = 'running'
        or h.last_seen_at > g.at + ${forgottenAfterMinutes} * interval '1 minute'
          and (not ${hasBooted} or s.vm_state <> 'stopped'))`.execute(db)
}

const hasBooted = sql`(h.facts ->> 'bootId' <> g.boot_id)`

/** What takes a stopped server elsewhere: whoever asks for that has said what it is to be. */
const changesOfState = Object.values(lifecycle)
  .filter(({ from }) => (from as string | readonly string[]).includes('stopped') || from === 'any')
  .filter(({ lands }) => (lands as readonly string[]).some((end) => end !== 'same'))
  .map(({ action }) => action)

const isTakenOver = sql`exists (
  select from compute.instance_action a
  where a.server_id = g.server_id and a.start_time > g.stopped_at and a.action = any (${[...new Set(changesOfState)]}))`

const isToStart = sql`
  s.id = g.server_id and s.host_id = g.host_id and h.id = g.host_id and ${hasBooted} and g.stopped_at is not null
    and s.vm_state = 'stopped' and s.task_state is null and s.deleted_at is null and not ${isTakenOver}`
