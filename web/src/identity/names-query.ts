import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
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
