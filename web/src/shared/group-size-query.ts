import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import type { Bff } from './bff.ts'

/** How many people are in a group. */
export const groupSizeQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'group size', id],
    queryFn: async ({ signal }): Promise<number> => {
      const path = `/groups/${encodeURIComponent(id)}/users?kilonova:count=true&limit=1`
      return (await api(bff).list<unknown>('identity', path, { signal })).total ?? 0
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })
