import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeServerGroup } from '../cloud/compute-answers.ts'

/** Servers that should share a host, or keep apart. */
export interface ServerGroupView {
  id: string
  name: string
  policy: ComputeServerGroup['policy']
  /** How many of them one host may have; null where the policy knows no such number. */
  maxPerHost: number | null
  memberIds: string[]
}

/** The project's server groups. */
export async function listServerGroups(cloud: CloudClient): Promise<ServerGroupView[]> {
  const { server_groups: groups } = await cloud.read<{ server_groups: ComputeServerGroup[] }>(
    'compute',
    '/os-server-groups?limit=1000',
  )
  return groups.map(({ id, name, policy, rules, members }) => ({
    id,
    name,
    policy,
    maxPerHost: rules?.max_server_per_host ?? null,
    memberIds: members,
  }))
}
