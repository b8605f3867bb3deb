import type { Db } from '#platform/db/database'
import type { HostId } from '#platform/ids'

/** Deletes a host's provider with all that is still claimed of it and its aggregates; one that is gone already is fine. */
export async function withdraw(trx: Db, providerId: HostId): Promise<void> {
  await trx.deleteFrom('placement.allocation').where('provider_id', '=', providerId).execute()
  await trx.deleteFrom('placement.provider_aggregate').where('provider_id', '=', providerId).execute()
  await trx.deleteFrom('placement.resource_provider').where('id', '=', providerId).execute()
}
