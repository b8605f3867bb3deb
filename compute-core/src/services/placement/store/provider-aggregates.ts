import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { HostId } from '#platform/ids'

/** Writes that a provider, which need not be there yet, is in an aggregate. Twice is once. */
export async function joinAggregate(trx: Db, providerId: HostId, aggregateUuid: string): Promise<void> {
  const joined = await trx
    .insertInto('placement.provider_aggregate')
    .values({ provider_id: providerId, aggregate_uuid: aggregateUuid })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  if (joined.numInsertedOrUpdatedRows === 1n) await noteChange(trx, providerId)
}

/** Writes that a provider is in an aggregate no more. Twice is once. */
export async function leaveAggregate(trx: Db, providerId: HostId, aggregateUuid: string): Promise<void> {
  const left = await trx
    .deleteFrom('placement.provider_aggregate')
    .where('provider_id', '=', providerId)
    .where('aggregate_uuid', '=', aggregateUuid)
    .executeTakeFirst()
  if (left.numDeletedRows === 1n) await noteChange(trx, providerId)
}

/** Its aggregates are a part of what a provider's generation stands for. */
async function noteChange(trx: Db, providerId: HostId): Promise<void> {
  await trx
    .updateTable('placement.resource_provider')
    .set({ generation: sql<number>`generation + 1`, updated_at: sql<Date>`now()` })
    .where('id', '=', providerId)
    .execute()
}
