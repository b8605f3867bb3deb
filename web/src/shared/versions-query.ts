import type { VersionsView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import type { Bff } from './bff.ts'

/** What runs here in which version. */
export const versionsQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'system', 'versions'],
    queryFn: async ({ signal }) =>
      (await api(bff).read<{ versions: VersionsView }>('compute', '/kilonova/system/versions', { signal })).versions,
    meta: { staleAfter: [] },
  })
