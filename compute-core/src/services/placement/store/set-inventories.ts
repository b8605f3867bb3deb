import { sql } from 'kysely'
import type { Db } from '#platform/db/database'

/** What an administrator sets of what a provider has of one resource class. */
export interface InventoryEdit {
  resourceClass: string
  reserved: number
  allocationRatio: number
}

/**
 * Sets what is reserved and the ratios, all or nothing, while the provider still has this generation; false when it has not. It stays
 * when the host reports again; what equals the host's own report counts as not set.
 */
export async function setInventories(
  db: Db,
  providerId: string,
  generation: number,
  edits: readonly InventoryEdit[],
): Promise<boolean> {
  const column = <Name extends keyof InventoryEdit>(name: Name) => edits.map((edit) => edit[name])
  const { rows } = await sql`
    with bumped as (
      update placement.resource_provider set generation = generation + 1, updated_at = now()
      where id = ${providerId} and generation = ${generation} returning id
    ), written as (
      update placement.inventory i set reserved = edit.reserved, allocation_ratio = edit.ratio
      from bumped, unnest(${column('resourceClass')}::text[], ${column('reserved')}::integer[], ${column('allocationRatio')}::real[])
        as edit (resource_class, reserved, ratio)
      where i.provider_id = bumped.id and i.resource_class = edit.resource_class
    )
    select from bumped`.execute(db)
  return rows.length > 0
}
