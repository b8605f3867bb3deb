import { queryBounds } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ServerGroupView } from '../resources/list-server-groups.ts'

interface ServerNames {
  servers: { id: string; name: string }[]
}

/** The names of the members of `groups`, by id; a member that the person cannot see has none. */
export async function memberNames(
  cloud: CloudClient,
  groups: readonly Pick<ServerGroupView, 'memberIds'>[],
): Promise<Map<string, string>> {
  const ids = [...new Set(groups.flatMap(({ memberIds }) => memberIds))]
  const names = new Map<string, string>()
  for (let from = 0; from < ids.length; from += queryBounds.values) {
    const some = ids.slice(from, from + queryBounds.values)
    const query = new URLSearchParams({ 'kilonova:q': `id:${some.join(',')}`, limit: String(some.length) })
    const { servers } = await cloud.read<ServerNames>('compute', `/servers?${query}`)
    for (const { id, name } of servers) names.set(id, name)
  }
  return names
}

/** `group` with its members by name; one without a name is shown by its id. */
export const withMemberNames = ({ memberIds, ...group }: ServerGroupView, names: ReadonlyMap<string, string>) => ({
  ...group,
  members: memberIds.map((id) => ({ id, name: names.get(id) ?? id })),
})
