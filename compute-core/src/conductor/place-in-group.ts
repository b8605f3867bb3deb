import type { Server } from '#domain/server/server'
import { atMost } from '#platform/at-most'
import type { HostId } from '#platform/ids'
import type { GroupRequest } from '#scheduler/host-request'
import { findServerGroup, hostsOf, lockPlacing } from '#store/server-group-store'
import type { Conductor } from './conductor.ts'

// The lock is held with a connection in hand while placing takes others: one at a time in this process, so that they never run out.
const inTurn = atMost(1)

/**
 * Places a server with what its group wants, while nobody else places one of that group: whoever comes next sees its claim. A server
 * of no group is placed at once.
 */
export function placeInGroup<T>(
  io: Pick<Conductor, 'db' | 'placement'>,
  server: Server,
  place: (group: GroupRequest | null) => Promise<T>,
): Promise<T> {
  const { serverGroupId } = server
  if (serverGroupId === null) return place(null)
  return inTurn(() =>
    io.db.transaction().execute(async (trx) => {
      await lockPlacing(trx, serverGroupId)
      return place(await groupRequestOf(io, server))
    }),
  )
}

/** What the server's group wants; null for none, and once the group has been deleted. */
export async function groupRequestOf(
  io: Pick<Conductor, 'db' | 'placement'>,
  { id, serverGroupId }: Pick<Server, 'serverGroupId'> & Partial<Pick<Server, 'id'>>,
): Promise<GroupRequest | null> {
  const group = await findServerGroup(io.db, serverGroupId ?? '')
  if (!group) return null
  const others = group.memberIds.filter((memberId) => memberId !== id)
  const [settled, claimed] = await Promise.all([hostsOf(io.db, others), io.placement.whereabouts(others)])
  const membersOn = new Map<HostId, number>()
  for (const other of others)
    // On its way from one host to another it counts on both.
    for (const host of new Set([settled.get(other), claimed.get(other)]))
      if (host !== undefined) membersOn.set(host, (membersOn.get(host) ?? 0) + 1)
  return { policy: group.policy, maxServerPerHost: group.maxServerPerHost ?? 1, membersOn }
}
