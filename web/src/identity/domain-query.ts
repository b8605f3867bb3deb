import type { DomainView } from '@kilonova/compute-core/services/identity/api/view-domain'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

const list = { service: 'identity', path: '/domains', rows: 'domains', marker: ({ id }: DomainView) => id } as const

/** A page of the domains of the cloud. */
export const domainsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<DomainView>({
    queryKey: [bff.scope, 'domains', request],
    queryFn: ({ signal }) => apiPage<DomainView>(bff, list, request, signal),
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** What a domain has in it, which goes with it. */
export const domainContentsQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'domain contents', id],
    queryFn: async ({ signal }) => {
      const count = async (things: string) => {
        const path = `/${things}?domain_id=${encodeURIComponent(id)}&kilonova:count=true&limit=1`
        return (await api(bff).list<unknown>('identity', path, { signal })).total ?? 0
      }
      const [projects, users, groups] = await Promise.all(['projects', 'users', 'groups'].map(count))
      return { projects: projects!, users: users!, groups: groups! }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of a domain in identity. */
export const domainAddress = (id: string): string => `/domains/${encodeURIComponent(id)}`
