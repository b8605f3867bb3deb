import { sql } from 'kysely'
import type { Db } from '#platform/db/database'
import { type ListAsked, type ListFound, type Listing, listPage, noMarker } from '#platform/db/listing'
import { beginningOfUuid, type RowSearch, searchConditions, uuidColumn } from '#platform/db/search'
import { isUuid } from '#platform/ids'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { allocationKeys, allocationSortKeys } from '../domain/provider-keys.ts'

/** What one consumer holds of one provider. */
export interface AllocationRow {
  consumerId: string
  consumerGeneration: number
  projectId: string
  userId: string
  providerId: string
  providerGeneration: number
  resources: Readonly<Record<string, number>>
}

/** The allocations of one consumer. */
export async function allocations(db: Db, consumerId: string): Promise<readonly AllocationRow[]> {
  const { rows } = await sql<AllocationRow>`
    select c.id as "consumerId", c.generation as "consumerGeneration", c.project_id as "projectId", c.user_id as "userId",
      p.id as "providerId", p.generation as "providerGeneration", jsonb_object_agg(a.resource_class, a.used) as resources
    from placement.allocation a
    join placement.consumer c on c.id = a.consumer_id join placement.resource_provider p on p.id = a.provider_id
    where a.consumer_id = ${consumerId} group by c.id, p.id order by c.id, p.id`.execute(db)
  return rows
}

/** A consumer with what it holds of the provider that is asked about. */
export type HolderRow = Omit<AllocationRow, 'providerId' | 'providerGeneration'>

const heldOf = (resourceClass: string) => sql`coalesce((h.resources ->> ${resourceClass})::bigint, 0)`

const search: RowSearch<typeof allocationKeys> = {
  keys: {
    consumer: uuidColumn(sql`h.id`),
    project: sql`h.project_id`,
    user: sql`h.user_id`,
    vcpus: heldOf('VCPU'),
    ram: heldOf('MEMORY_MB'),
    disk: heldOf('DISK_GB'),
  },
  text: [beginningOfUuid(sql`h.id`), sql`h.project_id`, sql`h.user_id`],
}

const holdersOf = (providerId: string): Listing<HolderRow> => ({
  with: sql`with h as (
    select c.id, c.generation, c.project_id, c.user_id, jsonb_object_agg(a.resource_class, a.used) as resources
    from placement.allocation a join placement.consumer c on c.id = a.consumer_id
    where a.provider_id = ${providerId} group by c.id)`,
  columns: sql`h.id as "consumerId", h.generation as "consumerGeneration", h.project_id as "projectId", h.user_id as "userId",
    h.resources`,
  from: sql`h`,
  isAt: (marker) => (isUuid(marker) ? sql<boolean>`h.id = ${marker}::uuid` : sql<boolean>`false`),
  tie: sql`h.id`,
  sort: {
    consumer: [],
    project: [sql`h.project_id`],
    user: [sql`h.user_id`],
    vcpus: [heldOf('VCPU')],
    ram: [heldOf('MEMORY_MB')],
    disk: [heldOf('DISK_GB')],
  } satisfies Record<(typeof allocationSortKeys)[number], unknown>,
  noMarker,
})

/** One page of the consumers that hold something of a provider. */
export const holderPage = (
  db: Db,
  providerId: string,
  { terms, ...page }: Omit<ListAsked, 'within' | 'conditions'> & { terms: readonly ReadTerm[] },
): Promise<ListFound<HolderRow>> =>
  listPage(db, holdersOf(providerId), { ...page, conditions: searchConditions(search, terms) })

/** What a project, or one user in it, holds of everything, and by how many consumers. */
export async function projectUsage(
  db: Db,
  projectId: string,
  userId: string | undefined,
): Promise<{ usages: Readonly<Record<string, number>>; consumers: number }> {
  const { rows } = await sql<{ resource_class: string; used: number }>`
    select a.resource_class, sum(a.used) as used from placement.allocation a join placement.consumer c on c.id = a.consumer_id
    where c.project_id = ${projectId} and (${userId ?? null}::text is null or c.user_id = ${userId ?? null})
    group by a.resource_class order by a.resource_class`.execute(db)
  const counted = await sql<{ count: number }>`
    select count(*) from placement.consumer
    where project_id = ${projectId} and (${userId ?? null}::text is null or user_id = ${userId ?? null})`.execute(db)
  return {
    usages: Object.fromEntries(rows.map(({ resource_class, used }) => [resource_class, Number(used)])),
    consumers: counted.rows[0]!.count,
  }
}

/** The names that any provider has as trait or resource class. */
export async function namesInUse(db: Db, what: 'trait' | 'resource-class'): Promise<readonly string[]> {
  const { rows } = await (
    what === 'trait'
      ? sql<{ name: string }>`select distinct name from placement.trait order by name`
      : sql<{ name: string }>`select distinct resource_class as name from placement.inventory order by name`
  ).execute(db)
  return rows.map(({ name }) => name)
}
