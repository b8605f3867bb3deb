import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import type { Bff } from './bff.ts'

/** What of identity is chosen by its name. */
export type Candidate = 'user' | 'group' | 'project'

/** Users, groups or projects whose names have `text` in them. */
export const candidatesQuery = (bff: Bff, kind: Candidate, text: string) =>
  queryOptions({
    queryKey: [bff.scope, 'candidates', kind, text],
    queryFn: async ({ signal }): Promise<{ id: string; name: string; domain_id: string }[]> => {
      const path = `/${kind}s?name__icontains=${encodeURIComponent(text)}&limit=${mostCandidates}`
      const found = await api(bff).read<Record<string, { id: string; name: string; domain_id: string }[]>>(
        'identity',
        path,
        { signal },
      )
      return found[`${kind}s`]!
    },
    enabled: text.length > 0,
    meta: { staleAfter: [] },
  })

const mostCandidates = 20
