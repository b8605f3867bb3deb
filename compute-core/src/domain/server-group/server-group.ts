import type { ProjectId, ServerGroupId, ServerId, UserId } from '#platform/ids'

/** How the servers of a group stand to each other; the soft ones are jobs, the others must be met. */
export const serverGroupPolicies = ['anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity'] as const

export type ServerGroupPolicy = (typeof serverGroupPolicies)[number]

export interface ServerGroup {
  id: ServerGroupId
  projectId: ProjectId
  userId: UserId
  name: string
  policy: ServerGroupPolicy
  /** How many of an anti-affinity group may share a host; null where nobody said: one. */
  maxServerPerHost: number | null
  /** Its servers, without deleted ones, the oldest first. */
  memberIds: readonly ServerId[]
}
