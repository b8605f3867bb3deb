import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'
import { endedStatuses } from './migration-store.ts'

/**
 * Those of `ids` that are servers of ours which hold nothing any more: deleted, or failed to build (not on the shelf), and at rest for longer than a report
 * takes to come round, so that what has just been taken away is not looked for. An id that we do not know
 * is not ours to clear away: it may be another cloud's, or an older database's.
 */
export async function ownerlessServers(db: Db, ids: readonly ServerId[]): Promise<ReadonlySet<ServerId>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: ServerId }>`
    select s.id from compute.server s
    where s.id = any (${ids}::uuid[]) and s.updated_at < now() - interval '15 seconds'
      and (s.deleted_at is not null
        or (s.host_id is null and s.task_state is null and s.vm_state = 'error' and s.shelved_image_id is null))
      and not exists (
        select from platform.job j where j.subject_id = s.id::text and j.finished_at is null)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** A server that is where it should be, on a host that has been heard of a moment ago. */
export interface SettledServer {
  id: ServerId
  hostName: string
}

/**
 * Those of `ids` that have their host elsewhere than `hostName`, with where: at rest, longer than a report takes to come round, on a host that
 * is up, and on no way from one to the other. What of them is on `hostName` is a leftover, once their own host is known to have them: a host
 * that has only been given another name is not to be emptied.
 */
export async function serversElsewhere(
  db: Db,
  hostName: string,
  ids: readonly ServerId[],
  downAfterSeconds: number,
): Promise<readonly SettledServer[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<SettledServer>`
    select s.id, h.name as "hostName" from compute.server s join compute.host h on h.id = s.host_id
    where s.id = any (${ids}::uuid[]) and h.name <> ${hostName} and s.deleted_at is null and s.task_state is null
      and s.updated_at < now() - interval '15 seconds'
      and not h.forced_down and h.last_seen_at > now() - ${downAfterSeconds} * interval '1 second'
      and not exists (
        select from platform.job j where j.subject_id = s.id::text and j.finished_at is null)
      and not exists (
        select from compute.migration m where m.server_id = s.id and m.status <> all (${[...endedStatuses]}::text[]))`.execute(
    db,
  )
  return rows
}

/** A server at a task which no flow carries out. */
export interface AbandonedServer {
  id: ServerId
  task: string
  vmState: string
  /** Of its newest action. */
  requestId: string | null
}

/** Servers that have been at their task for a while although no flow of theirs is under way. */
export async function abandonedServers(db: Db): Promise<readonly AbandonedServer[]> {
  const { rows } = await sql<AbandonedServer>`
    select s.id, s.task_state as task, s.vm_state as "vmState", (
      select a.request_id from compute.instance_action a
      where a.server_id = s.id order by a.id desc limit 1) as "requestId"
    from compute.server s
    where s.task_state is not null and s.deleted_at is null and s.updated_at < now() - interval '30 seconds'
      and not exists (
        select from platform.job j where j.subject_id = s.id::text and j.finished_at is null)`.execute(db)
  return rows
}

/**
 * Turns servers at rest whose guest is off into stopped ones, and answers with them: active ones whose guest went off or to sleep, and
 * paused ones whose guest went off. Of the active ones on a host that goes down, or has, it keeps in mind that nobody wished for it
 * (`guests-after-boot.ts`).
 */
export async function stopThoseWithoutPower(db: Db): Promise<readonly ServerId[]> {
  const { rows } = await sql<{ id: ServerId }>`
    with without_power as (
      select id, host_id, vm_state from compute.server
      where task_state is null and deleted_at is null
        and ((vm_state = 'active' and power_state in ('shutdown', 'crashed', 'suspended'))
          or (vm_state = 'paused' and power_state in ('shutdown', 'crashed')))
      for no key update
    ), kept_in_mind as (
      update compute.guest_after_boot g set stopped_at = now() from without_power s
      where g.server_id = s.id and g.host_id = s.host_id and s.vm_state = 'active'
    )
    update compute.server s set vm_state = 'stopped', updated_at = now(), generation = generation + 1
    from without_power where s.id = without_power.id
    returning s.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Stopped servers at rest whose guest has power, with the names of their hosts. */
export async function stoppedWithPower(db: Db): Promise<ReadonlyArray<{ id: ServerId; hostName: string }>> {
  const { rows } = await sql<{ id: ServerId; hostName: string }>`
    select s.id, h.name as "hostName" from compute.server s join compute.host h on h.id = s.host_id
    where s.vm_state = 'stopped' and s.task_state is null and s.deleted_at is null
      and s.power_state in ('running', 'paused', 'suspended')`.execute(db)
  return rows
}
