import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { HostId, ServerId } from '#platform/ids'

// Whatever has not come about by then does not any more: the host was not switched off after all, or its guests run.
const forgottenAfterMinutes = 15

/** Keeps in mind which servers of the host have a guest that runs, as far as is known: they ran in the start of the host that has `bootId`. */
export async function rememberGuests(db: Db, hostId: HostId, bootId: string): Promise<void> {
  await sql`
    insert into compute.guest_after_boot (server_id, boot_id)
    select id, ${bootId} from compute.server
    where host_id = ${hostId} and vm_state = 'active' and deleted_at is null
      and power_state not in ('shutdown', 'crashed', 'suspended')
    on conflict (server_id) do update set boot_id = excluded.boot_id, at = now()`.execute(db)
}

/** Forgets them again: the host is not switched off. */
export async function forgetGuestsOf(db: Db, hostId: HostId): Promise<void> {
  await sql`
    delete from compute.guest_after_boot g using compute.server s
    where s.id = g.server_id and s.host_id = ${hostId}`.execute(db)
}

/** Those of them whose host has started since and that are stopped and at rest. */
export async function guestsToStart(db: Db): Promise<readonly ServerId[]> {
  const { rows } = await sql<{ id: ServerId }>`
    select s.id from compute.guest_after_boot g
    join compute.server s on s.id = g.server_id
    join compute.host h on h.id = s.host_id
    where h.facts ->> 'bootId' <> g.boot_id and s.vm_state = 'stopped' and s.task_state is null and s.deleted_at is null`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Forgets one that is being started. */
export async function forgetGuest(db: Db, serverId: ServerId): Promise<void> {
  await sql`delete from compute.guest_after_boot where server_id = ${serverId}`.execute(db)
}

/** Forgets those that nothing is waited for of any more. The clock of a host that is off stands still. */
export async function forgetOldGuests(db: Db): Promise<void> {
  await sql`
    delete from compute.guest_after_boot g using compute.server s
    left join compute.host h on h.id = s.host_id
    where s.id = g.server_id
      and (s.deleted_at is not null or h.id is null
        or h.last_seen_at > g.at + ${forgottenAfterMinutes} * interval '1 minute'
          and (h.facts ->> 'bootId' = g.boot_id or s.vm_state <> 'stopped'))`.execute(db)
}
