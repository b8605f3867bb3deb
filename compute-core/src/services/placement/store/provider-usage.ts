import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { type ListAsked, type ListFound, type Listing, listPage, noMarker } from '#platform/db/listing'
import { anyElement, beginningOfUuid, type RowSearch, searchConditions, uuidColumn } from '#platform/db/search'
import { isUuid } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { providerKeys, providerSortKeys } from '../domain/provider-keys.ts'
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
  /** With none of these traits. */
  forbiddenTraits?: readonly string[]
  /** With one at least of these traits; undefined is any. */
  oneOfTraits?: readonly string[] | undefined
  /** In one of these aggregates, or in none of them; each rule holds. */
  memberOf?: readonly { uuids: readonly string[]; isForbidden: boolean }[]
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

/** The part of a resource that is taken, of each provider; 0 of one that has none of it. */
const shareOf = (resourceClass: string, name: string) =>
  sql`coalesce(max(s.used / nullif((s.total - s.reserved) * s.allocation_ratio::numeric, 0))
    filter (where s.resource_class = ${sql.lit(resourceClass)}), 0) as ${sql.ref(name)}`

const traitsOf = sql`coalesce(a.traits, '{}')`
const aggregatesOf = sql`coalesce(g.aggregates, '{}')`

const listing: Listing<ProviderRow> = {
  with: sql`with taken as (
      select provider_id, resource_class, sum(used)::integer as used
      from placement.allocation group by provider_id, resource_class
    ), stock as (
      select i.*, coalesce(t.used, 0) as used
      from placement.inventory i left join taken t using (provider_id, resource_class)
    ), stocked as (
      select s.provider_id, json_object_agg(s.resource_class, json_build_object(
        'total', s.total, 'reserved', s.reserved, 'minUnit', s.min_unit, 'maxUnit', s.max_unit,
        'stepSize', s.step_size, 'allocationRatio', s.allocation_ratio, 'used', s.used,
        'reportedReserved', s.reported_reserved, 'reportedRatio', s.reported_ratio) order by s.resource_class) as inventories,
        ${shareOf('VCPU', 'vcpus')}, ${shareOf('MEMORY_MB', 'ram')}, ${shareOf('DISK_GB', 'disk')}
      from stock s group by s.provider_id
    ), able as (
      select t.provider_id, array_agg(t.name order by t.name) as traits from placement.trait t group by t.provider_id
    ), grouped as (
      select g.provider_id, array_agg(g.aggregate_uuid::text order by g.aggregate_uuid) as aggregates
      from placement.provider_aggregate g group by g.provider_id
    )`,
  columns: sql`p.id as "providerId", p.name, p.generation, p.updated_at as "updatedAt",
    coalesce(s.inventories, '{}') as inventories, ${traitsOf} as traits, ${aggregatesOf} as aggregates`,
  from: sql`placement.resource_provider p
    left join stocked s on s.provider_id = p.id left join able a on a.provider_id = p.id
    left join grouped g on g.provider_id = p.id`,
  isAt: (marker) => (isUuid(marker) ? sql<boolean>`p.id = ${marker}::uuid` : sql<boolean>`false`),
  tie: sql`p.id`,
  sort: {
    name: [sql`p.name`],
    uuid: [],
    generation: [sql`p.generation`],
    updated: [sql`p.updated_at`],
    traits: [sql`cardinality(${traitsOf})`],
    vcpus: [sql`coalesce(s.vcpus, 0)`],
    ram: [sql`coalesce(s.ram, 0)`],
    disk: [sql`coalesce(s.disk, 0)`],
  } satisfies Record<(typeof providerSortKeys)[number], unknown>,
  noMarker,
}

/** One page of the providers of `filter`, with what they have and what of it is taken; in one query. */
export const providerPage = (
  db: Db,
  filter: ProviderFilter,
  page: Omit<ListAsked, 'within' | 'conditions'>,
): Promise<ListFound<ProviderRow>> => listPage(db, listing, { ...page, conditions: conditionsOf(filter) })

/** The providers of `filter`, by name, with what they have and what of it is taken; in one query. */
export async function providers(db: Db, filter: ProviderFilter = {}): Promise<readonly ProviderRow[]> {
  return (await providerPage(db, filter, { order: [{ key: 'name', direction: 'asc' }] })).rows
}

function* conditionsIn(filter: ProviderFilter): Generator<RawBuilder<boolean>> {
  const { ids = [], anyOf, name, resources = {}, requiredTraits = [], forbiddenTraits = [], oneOfTraits } = filter
  const wanted = Object.entries(resources).filter(([, amount]) => amount > 0)
  if (wanted.length > 0)
    yield sql<boolean>`p.id in (
      select s.provider_id from stock s
      join unnest(${wanted.map(([of]) => of)}::text[], ${wanted.map(([, amount]) => amount)}::bigint[])
        as wanted (resource_class, amount) using (resource_class)
      where ${hasRoom}
      group by s.provider_id having count(*) = ${wanted.length})`
  if (requiredTraits.length > 0) yield sql<boolean>`${traitsOf} @> ${[...requiredTraits]}::text[]`
  if (forbiddenTraits.length > 0) yield sql<boolean>`not ${traitsOf} && ${[...forbiddenTraits]}::text[]`
  if (oneOfTraits) yield sql<boolean>`${traitsOf} && ${[...oneOfTraits]}::text[]`
  for (const { uuids, isForbidden } of filter.memberOf ?? [])
    yield sql<boolean>`(${aggregatesOf} && ${[...uuids]}::text[]) <> ${isForbidden}::boolean`
  if (name !== undefined) yield sql<boolean>`p.name = ${name}`
  if (anyOf) yield sql<boolean>`p.id = any(${[...anyOf]}::uuid[])`
  for (const id of ids) if (id !== undefined) yield sql<boolean>`p.id::text = ${id}`
  yield* searchConditions(search, filter.terms ?? [])
}

const conditionsOf = (filter: ProviderFilter) => [...conditionsIn(filter)]

/**
 * SQL's word for "`wanted.amount` fits into the stock `s`", of which `s.used` is taken. The ratio is a real: only as numeric is
 * 0.7 of 10 exactly 7.
 */
export const hasRoom = sql`s.used + wanted.amount <= (s.total - s.reserved) * s.allocation_ratio::numeric
  and wanted.amount between s.min_unit and s.max_unit and wanted.amount % s.step_size = 0`
