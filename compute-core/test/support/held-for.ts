import type { Database } from '#platform/db/database'
import type { ServerId } from '#platform/ids'

/** What is claimed and made for the server; `vcpus` also of the way back of its resize. */
export async function heldFor(db: Database, id: ServerId) {
  const claims = await db.selectFrom('placement.allocation').where('consumer_id', '=', id).select('used').execute()
  const ports = await db.selectFrom('network.port').where('device_id', '=', id).select('id').execute()
  const vcpus = await db
    .selectFrom('placement.allocation as allocation')
    .leftJoin('compute.migration as migration', 'migration.uuid', 'allocation.consumer_id')
    .select('allocation.used')
    .where('allocation.resource_class', '=', 'VCPU')
    .where((is) => is.or([is('allocation.consumer_id', '=', id), is('migration.server_id', '=', id)]))
    .execute()
  return { claims: claims.length, ports: ports.length, vcpus: vcpus.map(({ used }) => used).toSorted() }
}
