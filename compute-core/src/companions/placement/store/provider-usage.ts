import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import type { ProviderUsage, Resources } from '../placement-service.ts'

/** A provider as the API needs it. */
export interface ProviderRow extends ProviderUsage {
  name: string
  updatedAt: Date
}

/** Every provider with what it has and what of it is taken. */
export const providers = (db: Db): Promise<readonly ProviderRow[]> => usages(db, {}, [])

/** The providers with room for `resources` and all of `requiredTraits`, in one query. */
export const candidates = (db: Db, resources: Resources, requiredTraits: readonly string[]) =>
  usages(db, resources, requiredTraits)

async function usages(
  db: Db,
  resources: Resources,
  requiredTraits: readonly string[],
): Promise<readonly ProviderRow[]> {
  const wanted = Object.entries(resources).filter(([, amount]) => amount > 0)
  const { rows } = await sql<ProviderRow>`
    with taken as (
      select provider_id, resource_class, sum(used)::integer as used
      from placement.allocation group by provider_id, resource_class
    ), stock as (
      select i.*, coalesce(t.used, 0) as used
      from placement.inventory i left join taken t using (provider_id, resource_class)
    ), fitting as (
      select s.provider_id from stock s
      join unnest(${wanted.map(([name]) => name)}::text[], ${wanted.map(([, amount]) => amount)}::bigint[])
        as wanted (resource_class, amount) using (resource_class)
      where ${hasRoom}
      group by s.provider_id having count(*) = ${wanted.length}
    ), stocked as (
      select s.provider_id, json_object_agg(s.resource_class, json_build_object(
        'total', s.total, 'reserved', s.reserved, 'minUnit', s.min_unit, 'maxUnit', s.max_unit,
        'stepSize', s.step_size, 'allocationRatio', s.allocation_ratio, 'used', s.used) order by s.resource_class) as inventories
      from stock s group by s.provider_id
    ), able as (
      select t.provider_id, array_agg(t.name order by t.name) as traits from placement.trait t group by t.provider_id
    )
    select p.id as "providerId", p.name, p.generation, p.updated_at as "updatedAt",
      coalesce(s.inventories, '{}') as inventories, coalesce(a.traits, '{}') as traits
    from placement.resource_provider p
    left join stocked s on s.provider_id = p.id left join able a on a.provider_id = p.id
    where (${wanted.length === 0} or p.id in (select provider_id from fitting))
      and coalesce(a.traits, '{}') @> ${[...requiredTraits]}::text[]
    order by p.name`.execute(db)
  return rows
}

/**
 * SQL's word for "`wanted.amount` fits into the stock `s`", of which `s.used` is taken. The ratio is a real: only as numeric is
 * 0.7 of 10 exactly 7.
 */
export const hasRoom = sql`s.used + wanted.amount <= (s.total - s.reserved) * s.allocation_ratio::numeric
  and wanted.amount between s.min_unit and s.max_unit and wanted.amount % s.step_size = 0`
