import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'
import { domainNamesQuery } from './names-query.ts'

/** A group as pages show it: with the name of its domain. */
export interface GroupRow extends GroupView {
  domain: string
}

/** A page of the groups of the cloud, or of those that a user is in. */
export const groupsQuery = (bff: Bff, request: ListRequest, userId?: string) =>
  listQuery<GroupRow>({
    queryKey: [bff.scope, 'groups', userId ?? null, request],
    queryFn: async ({ signal, client }) => {
      const path = userId === undefined ? '/groups' : `/users/${encodeURIComponent(userId)}/groups`
      const list = { service: 'identity', path, rows: 'groups', marker: ({ id }: GroupView) => id } as const
      const [page, domains] = await Promise.all([
        apiPage<GroupView>(bff, list, request, signal),
        client.fetchQuery({ ...domainNamesQuery(bff), staleTime: 30_000 }),
      ])
      return { ...page, rows: page.rows.map((group) => placed(group, domains)) }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** One group. */
export const groupQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'group', id],
    queryFn: async ({ signal, client }): Promise<GroupRow> => {
      const message = t('There is no group with the ID “{{id}}”. It may have been deleted.', { id })
      const [{ group }, domains] = await Promise.all([
        api(bff).read<{ group: GroupView }>('identity', groupAddress(id), { signal }).catch(missingAs(message)),
        client.fetchQuery({ ...domainNamesQuery(bff), staleTime: 30_000 }),
      ])
      return placed(group, domains)
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of a group in identity. */
export const groupAddress = (id: string): string => `/groups/${encodeURIComponent(id)}`

/** The address of somebody's membership of a group. */
export const membershipAddress = (groupId: string, userId: string): string =>
  `${groupAddress(groupId)}/users/${encodeURIComponent(userId)}`

const placed = (group: GroupView, domains: ReadonlyMap<string, string>): GroupRow => ({
  ...group,
  domain: domains.get(group.domain_id) ?? group.domain_id,
})
