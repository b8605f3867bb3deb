import type { Db } from '#platform/db/database'
import { invalid, overQuota } from '#platform/errors'
import type { ProjectId, ServerGroupId, UserId } from '#platform/ids'
import { countMembers, holdServerGroups } from '#store/server-group-store'
import type { ComputeDeps } from '../compute-deps.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import type { NewServerRequest } from './read-new-server.ts'

/** A request for servers that may join a group. */
export interface GroupClaim {
  groupId: ServerGroupId | null
  context: { caller: { userId: UserId } }
  projectId: ProjectId
  request: Pick<NewServerRequest, 'minCount' | 'maxCount'>
}

/** Places in groups, as long as the groups are held. */
export interface OpenGroups {
  /** How many of the servers asked for may join, at least the least asked for, or a 403. */
  room(claim: GroupClaim): number
  /** So many of them do. */
  take(claim: GroupClaim, count: number): void
}

const keyOf = ({ groupId, context }: GroupClaim) => `${groupId} ${context.caller.userId}`

/** Holds the groups that are asked for until the transaction ends, and reads how much room each user has in them. */
export async function openGroups(
  trx: Db,
  { config }: Pick<ComputeDeps, 'config'>,
  claims: readonly GroupClaim[],
): Promise<OpenGroups> {
  const joining = claims.filter(({ groupId }) => groupId !== null)
  const held = await holdServerGroups(trx, [...new Set(joining.map(({ groupId }) => groupId!))])
  const seats = new Map<string, { limit: number; used: number }>()
  for (const claim of joining) {
    if (seats.has(keyOf(claim))) continue
    const { projectId, groupId, context } = claim
    const { userId } = context.caller
    const { server_group_members: limit } = await limitsOf({ config, db: trx }, { projectId, userId })
    seats.set(keyOf(claim), { limit, used: await countMembers(trx, groupId!, userId) })
  }
  return {
    room(claim) {
      const { groupId, request } = claim
      const seat = seats.get(keyOf(claim))
      if (groupId === null || !seat) return request.maxCount
      if (!held.has(groupId)) throw invalid(`Server group ${groupId} has been deleted meanwhile.`, 'group')
      const left = seat.limit < 0 ? request.maxCount : Math.min(request.maxCount, seat.limit - seat.used)
      if (left < request.minCount)
        throw overQuota(
          `Quota exceeded, too many servers in group: ${request.minCount} asked, ${seat.used} of ${seat.limit} used.`,
        )
      return left
    },
    take(claim, count) {
      const seat = seats.get(keyOf(claim))
      if (seat) seat.used += count
    },
  }
}
