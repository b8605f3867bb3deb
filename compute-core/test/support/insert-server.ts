import type { Insertable } from 'kysely'
import type { Server } from '#domain/server/server'
import type { Db } from '#platform/db/database'
import type { ComputeServer } from '#platform/db/schema'
import { newId, type ServerId } from '#platform/ids'
import { getServer } from '#store/server-store'

/** Writes a small server that runs, new each time; `what` overrides columns. */
export async function insertServer(db: Db, what: Partial<Insertable<ComputeServer>> = {}): Promise<Server> {
  const id = newId<ServerId>()
  const flavor = {
    name: 'm1.tiny',
    vcpus: 1,
    ramMb: 512,
    diskGb: 1,
    ephemeralGb: 0,
    swapMb: 0,
    rxtxFactor: 1,
    extraSpecs: {},
  }
  await db
    .insertInto('compute.server')
    .values({
      id,
      project_id: 'demo',
      user_id: 'ada',
      name: 'web-1',
      hostname: 'web-1',
      vm_state: 'active',
      power_state: 'running',
      flavor_id: '1',
      flavor: JSON.stringify(flavor),
      vcpus: 1,
      ram_mb: 512,
      reservation_id: 'r-1',
      launched_at: new Date('2026-11-22T10:00:00Z'),
      ...what,
    })
    .execute()
  return getServer(db, (what.id ?? id) as ServerId)
}
