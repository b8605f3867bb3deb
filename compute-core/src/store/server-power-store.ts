import { sql } from 'kysely'
import type { PowerState } from '#domain/server/power-state'
import type { Db } from '#platform/db/database'
import type { ServerId } from '#platform/ids'

/**
 * Writes the power of guests as their host saw it; true when any was news. A flow at work on a server writes what it brings about itself,
 * so busy servers are left out. A heartbeat was gathered a moment before it is heard: of a server written since it knows nothing.
 */
export async function seePower(
  db: Db,
  hostName: string,
  guests: ReadonlyArray<readonly [ServerId, PowerState]>,
  by: 'heartbeat' | 'event',
): Promise<boolean> {
  if (guests.length === 0) return false
  const settledForSeconds = by === 'heartbeat' ? 5 : 0
  const { numAffectedRows } = await sql`
    update compute.server s
    set power_state = seen.power, updated_at = now(), generation = s.generation + 1
    from unnest(${guests.map(([id]) => id)}::uuid[], ${guests.map(([, power]) => power)}::text[]) as seen (id, power),
      compute.host h
    where s.id = seen.id and h.id = s.host_id and h.name = ${hostName} and s.deleted_at is null
      and s.task_state is null and s.power_state is distinct from seen.power
      and s.updated_at <= now() - ${settledForSeconds} * interval '1 second'
  `.execute(db)
  return (numAffectedRows ?? 0n) > 0n
}
