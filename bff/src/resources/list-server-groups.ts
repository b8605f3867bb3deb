import type { CloudClient } from '../cloud/cloud-client.ts'
import { readCounted } from './read-pages.ts'
import type { ServerGroupView as ComputeServerGroup } from '@kilonova/compute-core/api/server-groups/server-group-schema'

/** Servers that should share a host, or be kept apart. */
export interface ServerGroupView {
  id: string
  name: string
  policy: ComputeServerGroup['policy']
  /** How many members one host may have; null when the policy has no such limit. */
  maxPerHost: number | null
  memberIds: string[]
}

interface GroupList {
  server_groups: ComputeServerGroup[]
}

/** The project's server groups, page after page: compute's list of them counts instead of naming a marker. */
export async function listServerGroups(cloud: CloudClient): Promise<ServerGroupView[]> {
  const groups: ComputeServerGroup[] = []
  for (let total = 1; groups.length < total;) {
    const path = `/os-server-groups?kilonova:count=true&offset=${groups.length}`
    const page = await readCounted<GroupList>(cloud, 'compute', path)
    groups.push(...page.body.server_groups)
    total = page.body.server_groups.length === 0 ? 0 : page.total
  }
  return groups.map(({ id, name, policy, rules, members }) => ({
    id,
    name,
    policy,
    maxPerHost: rules.max_server_per_host ?? null,
    memberIds: members,
  }))
}
