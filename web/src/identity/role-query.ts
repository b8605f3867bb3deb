import type { RoleView } from '@kilonova/compute-core/services/identity/api/view-role'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'

/** A role with those that it implies. */
export interface RoleRow extends RoleView {
  implies: readonly Implied[]
}

/** A role that another one implies. */
export interface Implied {
  id: string
  name: string
}

interface Inferences {
  role_inferences: { prior_role: Implied; implies: Implied[] }[]
}

const list = { service: 'identity', path: '/roles', rows: 'roles', marker: ({ id }: RoleView) => id } as const

/** Which role implies which. */
export const readInferences = async (bff: Bff, signal: AbortSignal) =>
  (await api(bff).read<Inferences>('identity', '/role_inferences', { signal })).role_inferences

/** A page of the roles of the cloud. */
export const rolesPageQuery = (bff: Bff, request: ListRequest) =>
  listQuery<RoleRow>({
    queryKey: [bff.scope, 'roles', request],
    queryFn: async ({ signal }) => {
      const [page, inferences] = await Promise.all([
        apiPage<RoleView>(bff, list, request, signal),
        readInferences(bff, signal),
      ])
      const implied = new Map(inferences.map(({ prior_role: { id }, implies }) => [id, implies]))
      return { ...page, rows: page.rows.map((role) => ({ ...role, implies: implied.get(role.id) ?? [] })) }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** A role with those that it implies, those that imply it, and how many hold it. */
export interface RolePageData extends RoleRow {
  impliedBy: readonly Implied[]
  holders: number
}

/** One role. */
export const roleQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'role', id],
    queryFn: async ({ signal }): Promise<RolePageData> => {
      const message = t('There is no role with the ID “{{id}}”. It may have been deleted.', { id })
      const held = `/role_assignments?role.id=${encodeURIComponent(id)}&kilonova:count=true&limit=1`
      const [{ role }, inferences, { total }] = await Promise.all([
        api(bff).read<{ role: RoleView }>('identity', roleAddress(id), { signal }).catch(missingAs(message)),
        readInferences(bff, signal),
        api(bff).list<unknown>('identity', held, { signal }),
      ])
      return {
        ...role,
        implies: inferences.find(({ prior_role: prior }) => prior.id === id)?.implies ?? [],
        impliedBy: inferences
          .filter(({ implies }) => implies.some((one) => one.id === id))
          .map((one) => one.prior_role),
        holders: total ?? 0,
      }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of a role in identity. */
export const roleAddress = (id: string): string => `/roles/${encodeURIComponent(id)}`
