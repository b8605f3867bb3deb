import type { RoleView } from '@kilonova/compute-core/services/identity/api/view-role'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import type { Bff } from '#shared/bff'

/** A role with the names of those that it implies. */
export interface RoleRow extends RoleView {
  implies: readonly string[]
}

interface Inferences {
  role_inferences: { prior_role: { id: string }; implies: { name: string }[] }[]
}

const list = { service: 'identity', path: '/roles', rows: 'roles', marker: ({ id }: RoleView) => id } as const

/** A page of the roles of the cloud. */
export const rolesPageQuery = (bff: Bff, request: ListRequest) =>
  listQuery<RoleRow>({
    queryKey: [bff.scope, 'roles', request],
    queryFn: async ({ signal }) => {
      const [page, { role_inferences: inferences }] = await Promise.all([
        apiPage<RoleView>(bff, list, request, signal),
        api(bff).read<Inferences>('identity', '/role_inferences', { signal }),
      ])
      const implied = new Map(
        inferences.map(({ prior_role: { id }, implies }) => [id, implies.map(({ name }) => name)]),
      )
      return { ...page, rows: page.rows.map((role) => ({ ...role, implies: implied.get(role.id) ?? [] })) }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })
