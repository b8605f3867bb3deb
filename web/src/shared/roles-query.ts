import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { RefusalError, type Bff } from './bff.ts'

/** A thing of identity, as others name it. */
export interface Named {
  id: string
  name: string
}

/** The roles that can be given; null where the person may give none. */
export const rolesQuery = (bff: Bff) =>
  queryOptions({
    queryKey: [bff.scope, 'roles'],
    queryFn: async ({ signal }): Promise<Named[] | null> => {
      try {
        return (await api(bff).read<{ roles: Named[] }>('identity', '/roles', { signal })).roles
      } catch (error) {
        if (error instanceof RefusalError && error.status === 403) return null
        throw error
      }
    },
    meta: { staleAfter: [] },
  })

/** Somebody, or a group, who has roles. */
export interface Holder extends Named {
  kind: 'user' | 'group'
}

/** Where a role can be granted: in a project, in a domain, or on the whole cloud. */
export type GrantPlace = { kind: 'project' | 'domain'; id: string } | { kind: 'system' }

/** The policy rules of roles on the whole cloud, by who has them: those in projects and domains have one for both. */
export const systemGrants = {
  user: { create: 'identity:create_system_grant_for_user', revoke: 'identity:revoke_system_grant_for_user' },
  group: { create: 'identity:create_system_grant_for_group', revoke: 'identity:revoke_system_grant_for_group' },
} as const

/** The address of a role that a user or a group has somewhere. */
export const grantPath = (place: GrantPlace, { kind, id }: Pick<Holder, 'kind' | 'id'>, roleId: string): string =>
  ['', ...(place.kind === 'system' ? ['system'] : [`${place.kind}s`, place.id]), `${kind}s`, id, 'roles', roleId]
    .map(encodeURIComponent)
    .join('/')
