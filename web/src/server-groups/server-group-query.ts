import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { type InProject, inProjects } from '#shared/account-names'
import { api } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { serverNames } from '#shared/server-names'
import { t } from '#ui/i18n'

/** A server group as the list shows it: the first of its members by name. */
export interface ServerGroupRow extends InProject<ServerGroupView> {
  first: readonly { id: string; name: string }[]
}

/** So many members have room in a row. */
const shownMembers = 3

const list = { service: 'compute', rows: 'server_groups', marker: 'offset' } as const
const pathIn = ({ scope }: Bff) => (scope === 'admin' ? '/os-server-groups?all_projects=true' : '/os-server-groups')

/** A page of the project's server groups; of those of all projects for administrators. */
export const serverGroupsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<ServerGroupRow>({
    queryKey: [bff.scope, 'server-groups', request],
    queryFn: async ({ signal }) => {
      const page = await apiPage<ServerGroupView>(bff, { ...list, path: pathIn(bff) }, request, signal)
      const firstOf = ({ members }: ServerGroupView) => members.slice(0, shownMembers)
      const [names, rows] = await Promise.all([
        serverNames(bff, page.rows.flatMap(firstOf), signal),
        inProjects(bff, page.rows, ({ project_id: id }) => id, signal),
      ])
      return {
        ...page,
        rows: rows.map((group) => ({
          ...group,
          first: firstOf(group).map((id) => ({ id, name: names.get(id) ?? id })),
        })),
      }
    },
    meta: { staleAfter: [{ topic: 'server-group' }, { topic: 'server' }, { topic: 'action' }] },
  })

/** One server group. */
export const serverGroupQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'server-group', id],
    queryFn: async ({ signal }) =>
      (
        await api(bff)
          .read<{ server_group: ServerGroupView }>('compute', serverGroupAddress(id), { signal })
          .catch(
            missingAs(
              bff.scope === 'admin'
                ? t('There is no server group with the ID “{{id}}”. It may have been deleted.', { id })
                : t('This project has no server group with the ID “{{id}}”. It may have been deleted.', { id }),
            ),
          )
      ).server_group,
    meta: { staleAfter: [{ topic: 'server-group', id }] },
  })

/** The address of a server group in compute. */
export const serverGroupAddress = (id: string): string => `/os-server-groups/${encodeURIComponent(id)}`

/** What lists of servers are asked with for those of a group. */
export const membersOf = (id: string): string => `group:${id}`
