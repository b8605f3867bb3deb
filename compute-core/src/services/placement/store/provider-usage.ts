import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { anyElement, beginningOfUuid, type RowSearch, searchConditions, uuidColumn } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { providerKeys } from '../domain/provider-keys.ts'
import type { ProviderUsage, Resources } from '../placement-service.ts'

/** A provider as the API needs it. */
export interface ProviderRow extends ProviderUsage {
  name: string
  updatedAt: Date
}

/** Which providers: by id or name, with room for these resources, with all of these traits. */
export interface ProviderFilter {
  ids?: readonly (string | undefined)[]
  /** One of these; undefined is any. */
  anyOf?: readonly string[] | undefined
  name?: string | undefined
  resources?: Resources
  requiredTraits?: readonly string[]
  /** What its search asks besides. */
  terms?: readonly ReadTerm[]
}

const stockOf = (resourceClass: string) =>
  sql`(select s.total from placement.inventory s where s.provider_id = p.id and s.resource_class = ${resourceClass})`

const search: RowSearch<typeof providerKeys> = {
  keys: {
    name: sql`p.name`,
    uuid: uuidColumn(sql`p.id`),
    trait: anyElement(sql`coalesce(a.traits, '{}')`),
    generation: sql`p.generation`,
    vcpus: stockOf('VCPU'),
    ram: stockOf('MEMORY_MB'),
    disk: stockOf('DISK_GB'),
    updated: sql`p.updated_at`,
  },
  text: [sql`p.name`, beginningOfUuid(sql`p.id`), anyElement(sql`coalesce(a.traits, '{}')`)],
}

/** The providers of `filter`, by name, with what they have and what of it is taken; in one query. */
export async function providers(
  db: Db,
  { ids = [], anyOf, name, resources = {}, requiredTraits = [], terms = [] }: ProviderFilter = {},
): Promise<readonly ProviderRow[]> {
  const named = ids.filter((id) => id !== undefined)
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
        'stepSize', s.step_size, 'allocationRatio', s.allocation_ratio, 'used', s.used,
        'reportedReserved', s.reported_reserved, 'reportedRatio', s.reported_ratio) order by s.resource_class) as inventories
      from stock s group by s.provider_id
    ), able as (
      select t.provider_id, array_agg(t.name order by t.name) as traits from placement.trait t group by t.provider_id
    ), grouped as (
      select g.provider_id, array_agg(g.aggregate_uuid::text order by g.aggregate_uuid) as aggregates
      from placement.provider_aggregate g group by g.provider_id
    )
    select p.id as "providerId", p.name, p.generation, p.updated_at as "updatedAt",
      coalesce(s.inventories, '{}') as inventories, coalesce(a.traits, '{}') as traits, coalesce(g.aggregates, '{}') as aggregates
    from placement.resource_provider p
    left join stocked s on s.provider_id = p.id left join able a on a.provider_id = p.id
    left join grouped g on g.provider_id = p.id
    where (${wanted.length === 0} or p.id in (select provider_id from fitting))
      and coalesce(a.traits, '{}') @> ${[...requiredTraits]}::text[]
      and (${name ?? null}::text is null or p.name = ${name ?? null})
      and (${anyOf === undefined} or p.id = any(${[...(anyOf ?? [])]}::uuid[]))
      and (${named.length === 0} or p.id::text = all(${named}::text[]))
      and ${sql.join([sql`true`, ...searchConditions(search, terms)], sql` and `)}
    order by p.name`.execute(db)
  return rows
}

/**
 * SQL's word for "`wanted.amount` fits into the stock `s`", of which `s.used` is taken. The ratio is a real: only as numeric is
 * 0.7 of 10 exactly 7.
 */
export const hasRoom = sql`s.used + wanted.amount <= (s.total - s.reserved) * s.allocation_ratio::numeric
  and wanted.amount between s.min_unit and s.max_unit and wanted.amount % s.step_size = 0`
