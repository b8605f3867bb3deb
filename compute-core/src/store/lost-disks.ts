import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { HostId, ServerId } from '#platform/ids'

/**
 * Servers `s` on hosts `h` that have joined anew under the name that they had, built before that, of which nothing is among the disks that the
 * host has reported since. What tells is the report and no id of the machine: one whose system was made anew may have kept its data.
 */
const lost = sql`
  compute.host h
  join compute.host_identity i on i.host_name = h.name and i.joined_at > h.created_at and i.joined_at < h.last_seen_at
  join compute.host_report r on r.host_id = h.id
  join compute.server s on s.host_id = h.id and s.deleted_at is null and s.launched_at < i.joined_at and s.id <> all (r.disks)`

/** What a server is in that had disks of its own on its host. */
const withDisks = ['active', 'paused', 'suspended', 'stopped', 'rescued', 'resized', 'shelved', 'error']

/** A server whose disks are gone. */
export interface LostServer {
  id: ServerId
  vmState: string
  hostName: string
}

/** The servers at rest that have lost their disks, and whose owners have not been told so by `message` since. */
export async function serversWithLostDisks(db: Db, message: string): Promise<readonly LostServer[]> {
  const { rows } = await sql<LostServer>`
    select s.id, s.vm_state as "vmState", h.name as "hostName" from ${lost}
    where s.task_state is null and s.vm_state = any (${withDisks})
      and not exists (
        select from compute.server_fault f
        where f.server_id = s.id and f.message = ${message} and f.created_at > i.joined_at)
    order by s.id`.execute(db)
  return rows
}

/** How many servers of the host have lost their disks, and are neither rebuilt nor deleted yet. */
export async function countLostDisks(db: Db, hostId: HostId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${lost}
    where h.id = ${hostId} and s.task_state is null and s.vm_state = any (${withDisks})`.execute(db)
  return rows[0]!.count
}
