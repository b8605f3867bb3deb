import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { api } from './api.ts'
import type { Bff } from './bff.ts'

/** What of identity is chosen by its name. */
export type Candidate = 'user' | 'group' | 'project'

interface Found {
  id: string
  name: string
  domain_id: string
}

/** The first users, groups or projects by name; with `text`, those in which it is found. */
export const candidatesQuery = (bff: Bff, kind: Candidate, text: string) =>
  queryOptions({
    queryKey: [bff.scope, 'candidates', kind, text],
    queryFn: async ({ signal }): Promise<Found[]> => {
      const query = new URLSearchParams({ limit: String(mostCandidates), sort_key: 'name', sort_dir: 'asc' })
      if (text !== '') query.set('kilonova:q', quoted(text))
      return (await api(bff).read<Record<string, Found[]>>('identity', `/${kind}s?${query}`, { signal }))[`${kind}s`]!
    },
    placeholderData: keepPreviousData,
    meta: { staleAfter: [{ topic: 'project' }] },
  })

const mostCandidates = 20
