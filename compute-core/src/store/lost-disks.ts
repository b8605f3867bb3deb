import { sql } from 'kysely'
import type { VmState } from '#domain/server/server'
import type { PowerState } from '#domain/server/power-state'
import type { Db } from '#platform/db/database'
import type { HostId, ServerId } from '#platform/ids'

// What is written of a server by the clock of control is not to the second with what PostgreSQL has written.
const clockSkew = sql`interval '1 minute'`
// A host that has just joined may have its disks mounted only a moment later.
const settling = sql`interval '30 seconds'`
// What has just been done is in no report yet.
const reportDelay = sql`interval '15 seconds'`

/**
 * Servers `s` at rest on hosts `h` that have joined anew under the name that they had, built before that, of which nothing is among the disks
 * that the host has reported since. What tells is the report and no id of the machine: one whose system was made anew may have kept its data.
 * One whose guest has power has its disks, wherever the agent looks for them.
 */
const lost = sql`
  compute.host h
  join compute.host_identity i on i.host_name = h.name and i.joined_at > h.created_at and i.joined_at + ${settling} < h.last_seen_at
  join compute.host_report r on r.host_id = h.id
  join compute.server s on s.host_id = h.id and s.deleted_at is null and s.task_state is null
    and s.launched_at < i.joined_at + ${clockSkew} and s.id <> all (r.disks)
    and coalesce(r.guests ->> s.id::text, '') not in ('running', 'paused', 'suspended')`

/** What a server is in that had disks of its own on its host. */
const hasDisks = sql`s.vm_state in ('active', 'paused', 'suspended', 'stopped', 'rescued', 'resized', 'shelved', 'error')`

/** A server that is without the disks it had. */
export interface LostServer {
  id: ServerId
  vmState: VmState
  hostName: string
}

/**
 * The servers, or that one of `ids`, that are without their disks for longer than a report takes to come round, and whose owners have not been
 * told so by `message` since.
 */
export async function serversWithLostDisks(
  db: Db,
  message: string,
  ids?: readonly ServerId[],
): Promise<readonly LostServer[]> {
  const { rows } = await sql<LostServer>`
    select s.id, s.vm_state as "vmState", h.name as "hostName" from ${lost}
    where ${hasDisks} and ${among(ids)} and s.updated_at < now() - ${reportDelay}
      and not exists (
        select from compute.server_fault f
        where f.server_id = s.id and f.message = ${message} and f.created_at > i.joined_at)
    order by s.id`.execute(db)
  return rows
}

/** A server in error for want of disks that its host reports by now. */
export interface FoundServer {
  id: ServerId
  /** What it was before its owner was told. */
  oldVmState: VmState | null
  /** What its host says of its guest; null where it has none. */
  power: PowerState | null
  hostName: string
}

/** Those whose last fault is `message`, and whose host has reported since that it has their disks. */
export async function serversWithFoundDisks(
  db: Db,
  message: string,
  ids?: readonly ServerId[],
): Promise<readonly FoundServer[]> {
  const { rows } = await sql<FoundServer>`
    select s.id, s.old_vm_state as "oldVmState", r.guests ->> s.id::text as power, h.name as "hostName"
    from compute.server s join compute.host h on h.id = s.host_id join compute.host_report r on r.host_id = h.id
    where s.vm_state = 'error' and s.task_state is null and s.deleted_at is null and s.id = any (r.disks) and ${among(ids)}
      and s.updated_at < least(h.last_seen_at, now() - ${reportDelay})
      and (select f.message from compute.server_fault f where f.server_id = s.id order by f.id desc limit 1) = ${message}
    order by s.id`.execute(db)
  return rows
}

const among = (ids: readonly ServerId[] | undefined) =>
  ids === undefined ? sql`true` : sql`s.id = any (${ids}::uuid[])`

/** How many servers of the host are without their disks, and are neither rebuilt nor deleted yet. */
export async function countLostDisks(db: Db, hostId: HostId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${lost} where h.id = ${hostId} and ${hasDisks}`.execute(db)
  return rows[0]!.count
}
