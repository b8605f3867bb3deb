import type { FlavorView } from '@kilonova/compute-core/api/flavors/flavor-schema'
import type { FlavorUseView } from '@kilonova/compute-core/api/kilonova/flavor-use/flavor-use-schema'
import type { ServerCountsView } from '@kilonova/compute-core/api/kilonova/server-counts/server-count-schema'
import { queryBounds, quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'

/** A flavor as administrators list it. */
export interface FlavorRow extends FlavorView {
  /** How many servers were made of it, in all projects. */
  servers: number
}

/** A project by its name. */
export interface NamedProject {
  id: string
  name: string
}

/** The address of a flavor in compute. */
export const flavorAddress = (id: string): string => `/flavors/${encodeURIComponent(id)}`

/** What lists of servers are asked with for those that were made of a flavor. */
export const madeOf = (id: string): string => `flavor:${quoted(id)}`

/** How many servers there are of each flavor, in all projects. */
async function readUse(bff: Bff, signal: AbortSignal): Promise<(id: string) => number> {
  const { flavor_use: use } = await api(bff).read<{ flavor_use: FlavorUseView[] }>('compute', '/kilonova/flavor-use', {
    signal,
  })
  const servers = new Map(use.map((one) => [one.flavor_id, one.servers]))
  return (id) => servers.get(id) ?? 0
}

const everyFlavor = {
  service: 'compute',
  path: '/flavors/detail?is_public=none',
  rows: 'flavors',
  marker: ({ id }: FlavorView) => id,
} as const

/** One page of all flavors, those that only some projects have as well. */
export const flavorsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<FlavorRow>({
    queryKey: [bff.scope, 'flavors', request],
    queryFn: async ({ signal }) => {
      const [page, use] = await Promise.all([
        apiPage<FlavorView>(bff, everyFlavor, request, signal),
        readUse(bff, signal),
      ])
      return { ...page, rows: page.rows.map((flavor) => ({ ...flavor, servers: use(flavor.id) })) }
    },
    meta: { staleAfter: [{ topic: 'flavor' }, { topic: 'server' }] },
  })

/** One flavor. */
export const flavorQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'flavor', id],
    queryFn: async ({ signal }): Promise<FlavorRow> => {
      const [{ flavor }, use] = await Promise.all([
        api(bff)
          .read<{ flavor: FlavorView }>('compute', flavorAddress(id), { signal })
          .catch(missingAs(t('There is no flavor with the ID {{id}}. It may have been deleted.', { id }))),
        readUse(bff, signal),
      ])
      return { ...flavor, servers: use(id) }
    },
    meta: { staleAfter: [{ topic: 'flavor', id }, { topic: 'server' }] },
  })

/** The projects that have a flavor that not everybody has, by name. */
export const flavorAccessQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'flavor access', id],
    queryFn: async ({ signal }): Promise<NamedProject[]> => {
      const { flavor_access: access } = await api(bff).read<{ flavor_access: { tenant_id: string }[] }>(
        'compute',
        `${flavorAddress(id)}/os-flavor-access`,
        { signal },
      )
      const ids = access.map(({ tenant_id: projectId }) => projectId)
      const names = await projectNames(bff, ids, signal)
      return ids
        .map((projectId) => ({ id: projectId, name: names.get(projectId) ?? projectId }))
        .toSorted((a, b) => a.name.localeCompare(b.name))
    },
    meta: { staleAfter: [{ topic: 'flavor', id }] },
  })

async function projectNames(bff: Bff, ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let from = 0; from < ids.length; from += queryBounds.values) {
    const some = ids.slice(from, from + queryBounds.values)
    const query = new URLSearchParams({ 'kilonova:q': `id:${some.join(',')}`, limit: String(some.length) })
    const { projects } = await api(bff).read<{ projects: NamedProject[] }>('identity', `/projects?${query}`, { signal })
    for (const { id, name } of projects) names.set(id, name)
  }
  return names
}

/** How many servers of a flavor a project has. */
export const serversOfProjectQuery = (bff: Bff, flavorId: string, projectId: string) =>
  queryOptions({
    queryKey: [bff.scope, 'servers of a flavor', flavorId, projectId],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({
        all_tenants: 'true',
        'kilonova:q': `${madeOf(flavorId)} project:${projectId}`,
      })
      const path = `/kilonova/server-counts?${query}`
      const { server_counts: counts } = await api(bff).read<{ server_counts: ServerCountsView }>('compute', path, {
        signal,
      })
      return counts.total
    },
    meta: { staleAfter: [{ topic: 'server' }] },
  })
