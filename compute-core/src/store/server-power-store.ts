import { sql } from 'kysely'
import type { PowerState } from '#domain/server/power-state'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'

// A heartbeat was gathered a moment before it is heard: of a server written since it knows nothing.
const settledForSeconds = 5
// What is missed is stopped, and a stopped guest is switched off where it does appear: so a late report must not count.
const missedForSeconds = 30

/**
 * Writes the power of guests as their host saw it; true when any was news. A flow at work on a server writes what it brings about itself,
 * so busy servers are left out.
 */
export async function seePower(
  db: Db,
  hostName: string,
  guests: ReadonlyArray<readonly [ServerId, PowerState]>,
  by: 'heartbeat' | 'event',
): Promise<boolean> {
  if (guests.length === 0) return false
  const forSeconds = by === 'heartbeat' ? settledForSeconds : 0
  const { numAffectedRows } = await sql`
    update compute.server s
    set power_state = seen.power, updated_at = now(), generation = s.generation + 1
    from unnest(${guests.map(([id]) => id)}::uuid[], ${guests.map(([, power]) => power)}::text[]) as seen (id, power),
      compute.host h
    where s.id = seen.id and h.id = s.host_id and h.name = ${hostName} and s.deleted_at is null
      and s.task_state is null and s.power_state is distinct from seen.power
      and s.updated_at <= now() - ${forSeconds} * interval '1 second'
  `.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}

/**
 * Writes that guests which should have power on this host are not among the `found` ones, and so have none: somebody has undefined them, or
 * the cloud was restored from a backup. True when any was news.
 */
export async function missPower(db: Db, hostName: string, found: readonly ServerId[]): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update compute.server s set power_state = 'shutdown', updated_at = now(), generation = s.generation + 1
    from compute.host h
    where h.id = s.host_id and h.name = ${hostName} and s.deleted_at is null and s.task_state is null
      and s.power_state in ('running', 'paused') and s.vm_state in ('active', 'paused', 'rescued')
      and s.updated_at <= now() - ${missedForSeconds} * interval '1 second'
      and s.id <> all (${found}::uuid[])
  `.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}
