import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import type { MigrationView } from '@kilonova/compute-core/api/migrations/migration-schema'
import { queryBounds } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import type { InventoryView } from '@kilonova/compute-core/services/placement/api/inventory-view'
import type { AllocationView, ProviderView } from '@kilonova/compute-core/services/placement/api/provider-routes'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { accountNames } from '#shared/account-names'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { serverNames } from '#shared/server-names'
import type { Capacity } from '#ui/bars'
import { t } from '#ui/i18n'

/** A resource provider as its page has it. */
export type Provider = Omit<ProviderView, 'kilonova:use'>

/** A resource provider as lists have it. */
export interface ProviderRow extends Provider {
  'kilonova:use': NonNullable<ProviderView['kilonova:use']>
}

/** What a provider has of one resource class, with how much of it is taken. */
export type InventoryInUse = InventoryView & { used: number }

/** An inventory as capacity bars show it. */
export const capacityOf = ({ total, reserved, used, allocation_ratio: ratio }: InventoryInUse): Capacity => ({
  total,
  reserved,
  used,
  ratio,
})

/** What hosts report, and with the servers what is held of it. */
const changes = [{ topic: 'host' }, { topic: 'server' }] as const

const goneAs = (uuid: string) =>
  missingAs(t('There is no resource provider “{{uuid}}”. Its host may have been forgotten.', { uuid }))

const list = {
  service: 'placement',
  path: '/resource_providers?kilonova:use=true',
  rows: 'resource_providers',
  marker: ({ uuid }: ProviderRow) => uuid,
} as const

/** A page of the resource providers of the cloud. */
export const providersQuery = (bff: Bff, request: ListRequest) =>
  listQuery<ProviderRow>({
    queryKey: [bff.scope, 'resource providers', request],
    queryFn: ({ signal }) => apiPage(bff, list, request, signal),
    meta: { staleAfter: changes },
  })

/** One resource provider. */
export const providerQuery = (bff: Bff, uuid: string) =>
  queryOptions({
    queryKey: [bff.scope, 'resource provider', uuid],
    queryFn: ({ signal }) =>
      api(bff)
        .read<Provider>('placement', `/resource_providers/${encodeURIComponent(uuid)}`, { signal })
        .catch(goneAs(uuid)),
    meta: { staleAfter: changes },
  })

/** What a provider has, by resource class, and how much of it is taken. */
export const inventoriesQuery = (bff: Bff, uuid: string) =>
  queryOptions({
    queryKey: [bff.scope, 'resource provider', uuid, 'inventories'],
    queryFn: async ({ signal }) => {
      const id = encodeURIComponent(uuid)
      const [{ inventories }, { usages }] = await Promise.all([
        api(bff).read<{ inventories: Record<string, InventoryView> }>(
          'placement',
          `/resource_providers/${id}/inventories`,
          { signal },
        ),
        api(bff).read<{ usages: Record<string, number> }>('placement', `/resource_providers/${id}/usages`, { signal }),
      ])
      return Object.entries(inventories).map(([name, one]) => [name, { ...one, used: usages[name] ?? 0 }] as const)
    },
    meta: { staleAfter: changes },
  })

/** What a provider can do, and which host aggregates it is in. */
export const traitsQuery = (bff: Bff, uuid: string) =>
  queryOptions({
    queryKey: [bff.scope, 'resource provider', uuid, 'traits'],
    queryFn: async ({ signal }) => {
      const id = encodeURIComponent(uuid)
      const [{ traits }, { aggregates: uuids }, { aggregates }] = await Promise.all([
        api(bff).read<{ traits: string[] }>('placement', `/resource_providers/${id}/traits`, { signal }),
        api(bff).read<{ aggregates: string[] }>('placement', `/resource_providers/${id}/aggregates`, { signal }),
        api(bff).read<{ aggregates: AggregateView[] }>('compute', '/os-aggregates', { signal }),
      ])
      const named = uuids.map((one) => ({
        uuid: one,
        aggregate: aggregates.find(({ uuid: of }) => of === one) ?? null,
      }))
      return { traits, aggregates: named }
    },
    meta: { staleAfter: [{ topic: 'host' }, { topic: 'aggregate' }] },
  })

/** What one consumer holds of a provider, with what it is called. */
export interface Allocation {
  id: string
  resources: Readonly<Record<string, number>>
  projectId: string
  userId: string
  projectName: string | null
  userName: string | null
  /** The server that it is, or that its migration moves; null where compute knows neither. */
  server: { id: string; name: string } | null
  /** The type of the migration that it is. */
  migration: string | null
}

type Held = Pick<Allocation, 'id' | 'resources' | 'projectId' | 'userId'>

const heldIn = ({ allocations }: { allocations: Record<string, AllocationView> }): Held[] =>
  Object.entries(allocations).map(([id, { resources, 'kilonova:owner': owner }]) => ({
    id,
    resources,
    projectId: owner?.project_id ?? '',
    userId: owner?.user_id ?? '',
  }))

/** A page of what is held of a provider. Placement knows consumers by their ids: what they are called, the other services say. */
export const allocationsQuery = (bff: Bff, uuid: string, request: ListRequest) =>
  listQuery<Allocation>({
    queryKey: [bff.scope, 'resource provider', uuid, 'allocations', request],
    queryFn: async ({ signal }) => {
      const page = await apiPage<Held>(
        bff,
        {
          service: 'placement',
          path: `/resource_providers/${encodeURIComponent(uuid)}/allocations?kilonova:owner=true`,
          rows: heldIn,
          marker: ({ id }) => id,
        },
        request,
        signal,
      )
      return { ...page, rows: await named(bff, page.rows, signal) }
    },
    meta: { staleAfter: changes },
  })

async function named(bff: Bff, rows: readonly Held[], signal: AbortSignal): Promise<Allocation[]> {
  const idsOf = (key: 'id' | 'projectId' | 'userId') => rows.map((row) => row[key])
  const [servers, projects, users] = await Promise.all([
    serverNames(bff, idsOf('id'), signal),
    accountNames(bff, 'projects', idsOf('projectId'), signal),
    accountNames(bff, 'users', idsOf('userId'), signal),
  ])
  const others = idsOf('id').filter((id) => !servers.has(id))
  const migrations = await migrationsOf(bff, others, signal)
  return rows.map((row) => {
    const migration = migrations.get(row.id)
    const name = servers.get(row.id)
    return {
      ...row,
      projectName: projects.get(row.projectId) ?? null,
      userName: users.get(row.userId) ?? null,
      server:
        name !== undefined
          ? { id: row.id, name }
          : migration
            ? { id: migration.instance_uuid, name: migration['kilonova:names']?.server ?? migration.instance_uuid }
            : null,
      migration: migration?.migration_type ?? null,
    }
  })
}

/** The migrations among these consumers: one holds what its server had before, until it is over. */
async function migrationsOf(bff: Bff, ids: readonly string[], signal: AbortSignal) {
  const found = new Map<string, MigrationView>()
  for (let from = 0; from < ids.length; from += queryBounds.values) {
    const some = ids.slice(from, from + queryBounds.values)
    const query = new URLSearchParams({ 'kilonova:q': `id:${some.join(',')}`, limit: String(some.length) })
    const path = `/os-migrations?kilonova:names=true&${query}`
    const { migrations } = await api(bff).read<{ migrations: MigrationView[] }>('compute', path, { signal })
    for (const migration of migrations) found.set(migration.uuid, migration)
  }
  return found
}
