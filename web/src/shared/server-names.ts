import { queryBounds } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { api } from './api.ts'
import type { Bff } from './bff.ts'

/** The names of servers by id; one that the person cannot see has none. */
export async function serverNames(bff: Bff, ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (let from = 0; from < ids.length; from += queryBounds.values) {
    const some = ids.slice(from, from + queryBounds.values)
    const query = new URLSearchParams({ 'kilonova:q': `id:${some.join(',')}`, limit: String(some.length) })
    // Administrators' pages are of no project: without it they would be told of their own servers alone.
    if (bff.scope === 'admin') query.set('all_tenants', 'true')
    const path = `/servers?${query}`
    const { servers } = await api(bff).read<{ servers: { id: string; name: string }[] }>('compute', path, { signal })
    for (const { id, name } of servers) names.set(id, name)
  }
  return names
}
