import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { conflict, invalid } from '#platform/errors'
import type { Db } from '#platform/db/database'
import type { HostId } from '#platform/ids'
import type { Inventory } from '../placement-service.ts'

interface Provider {
  id: HostId
  name: string
  inventories: Readonly<Record<string, Inventory>>
  traits: readonly string[]
}

/**
 * Makes the host's provider what `provider` says; writes nothing when it said so before. What an administrator has set of an inventory
 * (`set-inventories.ts`) stays: Nova's compute service, too, keeps the ratio that it finds in placement.
 */
export async function provide(db: Db, provider: Provider): Promise<void> {
  const wanted = asRows(provider)
  if (isDeepStrictEqual(await currentRows(db, provider.id), wanted)) return
  await db.transaction().execute(async (tx) => {
    await lockProvider(tx, provider)
    await writeInventories(tx, provider.id, wanted.inventories)
    await writeTraits(tx, provider.id, wanted.traits)
  })
}

interface InventoryRow {
  resource_class: string
  total: number
  reserved: number
  min_unit: number
  max_unit: number
  step_size: number
  allocation_ratio: number
}

interface ProviderRows {
  name: string
  inventories: InventoryRow[]
  traits: string[]
}

function asRows({ name, inventories, traits }: Provider): ProviderRows {
  const rows = Object.entries(inventories)
    .filter(([, inventory]) => inventory.total > 0) // a host without any of it is a host without that class
    .map(([resourceClass, inventory]) => asRow(resourceClass, inventory))
  return {
    name,
    inventories: rows.toSorted((a, b) => (a.resource_class < b.resource_class ? -1 : 1)),
    traits: [...new Set(traits)].toSorted(),
  }
}

function asRow(resourceClass: string, inventory: Inventory): InventoryRow {
  const { total, reserved, minUnit = 1, maxUnit = total, stepSize = 1, allocationRatio } = inventory
  if (reserved > total)
    throw invalid(`${resourceClass}: ${reserved} reserved of ${total}. Reserve no more than there is.`, 'reserved')
  return {
    resource_class: resourceClass,
    total,
    reserved,
    min_unit: minUnit,
    max_unit: maxUnit,
    step_size: stepSize,
    allocation_ratio: Math.fround(allocationRatio), // as the column keeps it, or it would differ at every comparison
  }
}

async function currentRows(db: Db, id: HostId): Promise<ProviderRows | undefined> {
  const { rows } = await sql<ProviderRows>`
    select p.name,
      coalesce((
        select jsonb_agg(to_jsonb(i) - '{provider_id,reported_reserved,reported_ratio}'::text[]
            || jsonb_build_object('reserved', i.reported_reserved, 'allocation_ratio', i.reported_ratio)
          order by i.resource_class collate "C")
        from placement.inventory i where i.provider_id = p.id), '[]') as inventories,
      coalesce((
        select array_agg(t.name order by t.name collate "C")
        from placement.trait t where t.provider_id = p.id), '{}') as traits
    from placement.resource_provider p where p.id = ${id}`.execute(db)
  const row = rows[0]
  return row && { ...row, inventories: row.inventories.map(withRealRatio) }
}

const withRealRatio = (row: InventoryRow) => ({ ...row, allocation_ratio: Math.fround(row.allocation_ratio) })

async function lockProvider(tx: Db, { id, name }: Provider): Promise<void> {
  await tx
    .insertInto('placement.resource_provider')
    .values({ id, name })
    .onConflict((same) =>
      same
        .column('id')
        .doUpdateSet({ name, generation: sql`resource_provider.generation + 1`, updated_at: sql`now()` }),
    )
    .execute()
    .catch((cause: unknown) => {
      if (!(cause instanceof Error && 'constraint' in cause && cause.constraint === 'resource_provider_name_key'))
        throw cause
      throw conflict(`Another host is called ${name} already.`, 'Give this host a name of its own.')
    })
}

async function writeInventories(tx: Db, providerId: HostId, rows: readonly InventoryRow[]): Promise<void> {
  // A class that is gone from the host but still claimed stays until the last claim on it is released.
  await sql`
    delete from placement.inventory i
    where provider_id = ${providerId} and resource_class <> all (${rows.map((row) => row.resource_class)}::text[])
      and not exists (
        select from placement.allocation a
        where a.provider_id = i.provider_id and a.resource_class = i.resource_class)`.execute(tx)
  if (rows.length === 0) return
  await tx
    .insertInto('placement.inventory')
    .values(
      rows.map((row) => ({
        provider_id: providerId,
        ...row,
        reported_reserved: row.reserved,
        reported_ratio: row.allocation_ratio,
      })),
    )
    .onConflict((same) =>
      same.columns(['provider_id', 'resource_class']).doUpdateSet((set) => ({
        total: set.ref('excluded.total'),
        // Set by an administrator, and no more than there is; or else as reported.
        reserved: sql<number>`case when inventory.reserved = inventory.reported_reserved then excluded.reserved
          else least(inventory.reserved, excluded.total) end`,
        min_unit: set.ref('excluded.min_unit'),
        max_unit: set.ref('excluded.max_unit'),
        step_size: set.ref('excluded.step_size'),
        allocation_ratio: sql<number>`case when inventory.allocation_ratio = inventory.reported_ratio
          then excluded.allocation_ratio else inventory.allocation_ratio end`,
        reported_reserved: set.ref('excluded.reported_reserved'),
        reported_ratio: set.ref('excluded.reported_ratio'),
      })),
    )
    .execute()
}

async function writeTraits(tx: Db, providerId: HostId, traits: readonly string[]): Promise<void> {
  await sql`delete from placement.trait where provider_id = ${providerId} and name <> all (${[...traits]}::text[])`.execute(
    tx,
  )
  await sql`
    insert into placement.trait (provider_id, name) select ${providerId}::uuid, unnest(${[...traits]}::text[])
    on conflict do nothing`.execute(tx)
}
