import type { Server } from '#domain/server/server'
import { conflict } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { getServer } from '#store/server-store'
import type { Conductor } from '../conductor.ts'

/** The server with the host it is on; a conflict when it is on none. */
export async function serverOnHost(
  io: Pick<Conductor, 'db'>,
  serverId: ServerId,
): Promise<{ server: Server; hostName: string }> {
  const server = await getServer(io.db, serverId)
  if (server.hostName === null) throw conflict(`Instance ${serverId} is on no host.`, 'Delete it and create it anew.')
  return { server, hostName: server.hostName }
}

/** How long the guest has to shut down: its image's os_shutdown_timeout, else the cloud's setting. */
export function graceMsOf({ imageProperties }: Server, defaultSeconds: number): number {
  const own = Number(imageProperties['os_shutdown_timeout'])
  return 1000 * (imageProperties['os_shutdown_timeout'] && own >= 0 ? own : defaultSeconds)
}
