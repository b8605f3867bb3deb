import type { CloudClient } from '../cloud/cloud-client.ts'
import { readCounted } from '../resources/read-pages.ts'
import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'

interface GroupList {
  server_groups: ServerGroupView[]
}

/** What forms offer of the project's server groups, page after page: compute's list of them counts instead of naming a marker. */
export async function listServerGroups(cloud: CloudClient): Promise<Pick<ServerGroupView, 'id' | 'name' | 'policy'>[]> {
  const groups: ServerGroupView[] = []
  for (let total = 1; groups.length < total;) {
    const path = `/os-server-groups?kilonova:count=true&offset=${groups.length}`
    const page = await readCounted<GroupList>(cloud, 'compute', path)
    groups.push(...page.body.server_groups)
    total = page.body.server_groups.length === 0 ? 0 : page.total
  }
  return groups.map(({ id, name, policy }) => ({ id, name, policy }))
}
