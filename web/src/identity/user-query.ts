import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { accountNames } from '#shared/account-names'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'
import { domainNamesQuery } from './names-query.ts'

/** A user as pages show them: with the names of where they are. */
export interface UserRow extends UserView {
  domain: string
  defaultProject: { id: string; name: string } | null
}

/** A page of the users of the cloud, or of those in a group. */
export const usersQuery = (bff: Bff, request: ListRequest, groupId?: string) =>
  listQuery<UserRow>({
    queryKey: [bff.scope, 'users', groupId ?? null, request],
    queryFn: async ({ signal, client }) => {
      const path = groupId === undefined ? '/users' : `/groups/${encodeURIComponent(groupId)}/users`
      const list = { service: 'identity', path, rows: 'users', marker: ({ id }: UserView) => id } as const
      const [page, domains] = await Promise.all([
        apiPage<UserView>(bff, list, request, signal),
        client.fetchQuery({ ...domainNamesQuery(bff), staleTime: 30_000 }),
      ])
      const projects = await accountNames(bff, 'projects', page.rows.flatMap(defaultProjectOf), signal)
      return { ...page, rows: page.rows.map((user) => placed(user, domains, projects)) }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** One user. */
export const userQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'user', id],
    queryFn: async ({ signal, client }): Promise<UserRow> => {
      const message = t('There is no user with the ID “{{id}}”. They may have been deleted.', { id })
      const [{ user }, domains] = await Promise.all([
        api(bff).read<{ user: UserView }>('identity', userAddress(id), { signal }).catch(missingAs(message)),
        client.fetchQuery({ ...domainNamesQuery(bff), staleTime: 30_000 }),
      ])
      return placed(user, domains, await accountNames(bff, 'projects', defaultProjectOf(user), signal))
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of a user in identity. */
export const userAddress = (id: string): string => `/users/${encodeURIComponent(id)}`

const defaultProjectOf = ({ default_project_id: id }: UserView) => (id ? [id] : [])

function placed(user: UserView, domains: ReadonlyMap<string, string>, projects: ReadonlyMap<string, string>): UserRow {
  const [id] = defaultProjectOf(user)
  return {
    ...user,
    domain: domains.get(user.domain_id) ?? user.domain_id,
    defaultProject: id === undefined ? null : { id, name: projects.get(id) ?? id },
  }
}

/** How many servers a user has created that are still there. */
export const serversOfUserQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'servers of user', id],
    queryFn: async ({ signal }): Promise<number> => {
      const q = encodeURIComponent(createdBy(id))
      const path = `/servers?all_tenants=true&kilonova:q=${q}&kilonova:count=true&limit=1`
      return (await api(bff).list<unknown>('compute', path, { signal })).total ?? 0
    },
    meta: { staleAfter: [{ topic: 'server' }] },
  })

/** What lists of servers are asked with for those that a user has created. */
export const createdBy = (id: string): string => `user:${quoted(id)}`

/** What makes the passcodes of a user: the credentials of their second factor. */
export const passcodeSecretsQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'passcode secrets', id],
    queryFn: async ({ signal }) => {
      const path = `/credentials?user_id=${encodeURIComponent(id)}&type=totp`
      return (await api(bff).read<{ credentials: { id: string }[] }>('identity', path, { signal })).credentials
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })
