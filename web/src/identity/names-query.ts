import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
import { queryBounds } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

/** The names of all domains by id: a cloud has few. */
export const domainNamesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'domain names'],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, string>> => {
      const { domains } = await api(bff).read<{ domains: DomainView[] }>('identity', '/domains', { signal })
      return new Map(domains.map(({ id, name }) => [id, name]))
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The names of things of identity by id; one that is not there has none. */
export async function namesOf(
  bff: Bff,
  things: 'projects' | 'users' | 'groups',
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)]
  const names = new Map<string, string>()
  for (let from = 0; from < wanted.length; from += queryBounds.values) {
    const some = wanted.slice(from, from + queryBounds.values)
    const query = new URLSearchParams({ 'kilonova:q': `id:${some.join(',')}`, limit: String(some.length) })
    const found = await api(bff).read<Record<string, { id: string; name: string }[]>>(
      'identity',
      `/${things}?${query}`,
      { signal },
    )
    for (const { id, name } of found[things] ?? []) names.set(id, name)
  }
  return names
}
