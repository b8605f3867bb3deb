import type { AuditView } from '@kilonova/compute-core/api/kilonova/audit/audit-schema'
import { apiPage, apiQuery } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import type { Bff } from '#shared/bff'

const path = '/kilonova/audit'

/** One page of what was done in all services. */
export const auditQuery = (bff: Bff, request: ListRequest) =>
  listQuery<AuditView>({
    queryKey: [bff.scope, 'audit', request],
    queryFn: ({ signal }) =>
      apiPage<AuditView>(bff, { service: 'compute', path, rows: 'audit', marker: ({ id }) => id }, request, signal),
    // Everything that anybody does is news here, and no event tells of a sign-in.
    refetchInterval: () => 5_000,
    meta: { staleAfter: [] },
  })

/** Where the cloud sends all that matches as CSV. */
export function auditCsv(bff: Bff, request: Pick<ListRequest, 'q' | 'sort'>): string {
  const query = apiQuery({ ...request, size: 0 })
  for (const ofPages of ['kilonova:count', 'limit']) query.delete(ofPages)
  return `/bff/${bff.scope}/api/compute${path}/export?${query}`
}
