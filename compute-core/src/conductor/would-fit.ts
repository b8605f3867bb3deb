import type { Server } from '#domain/server/server'
import { explain, type Explanation } from '#scheduler/explain'
import type { Conductor } from './conductor.ts'
import { hostStates } from './host-states.ts'
import { groupRequestOf } from './place-in-group.ts'
import { type PlacedServer, requestOf } from './place-server.ts'

/** Where a server that is only thought of could run, as the scheduler would choose for it now. Nothing is claimed. */
export async function wouldFit(
  io: Pick<Conductor, 'db' | 'placement' | 'settings'>,
  server: PlacedServer & Pick<Server, 'serverGroupId'>,
  requestedHost: string | undefined,
): Promise<Explanation> {
  const [hosts, group] = await Promise.all([hostStates(io), groupRequestOf(io, server)])
  return explain({ ...requestOf(server, { requestedHost }), group }, hosts)
}
