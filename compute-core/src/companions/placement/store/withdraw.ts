import type { Database } from '#platform/db/database'
import type { HostId } from '#platform/ids'

/** Deletes a host's provider with all that is still claimed of it; one that is gone already is fine. */
export async function withdraw(db: Database, providerId: HostId): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('placement.allocation').where('provider_id', '=', providerId).execute()
    await tx.deleteFrom('placement.resource_provider').where('id', '=', providerId).execute()
  })
}
