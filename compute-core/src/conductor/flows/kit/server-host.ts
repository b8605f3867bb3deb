import type { CommandKind, Commands } from '#agent/commands/command-contract'
import type { Server } from '#domain/server/server'
import { longestGraceSeconds } from '#platform/config'
import { conflict } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { getServer } from '#store/server-store'
import { command, type Conductor } from '../../conductor.ts'

/** The server with the host it is on; a conflict when it is on none. */
export async function serverOnHost(
  io: Pick<Conductor, 'db'>,
  serverId: ServerId,
): Promise<{ server: Server; hostName: string }> {
  const server = await getServer(io.db, serverId)
  if (server.hostName === null) throw conflict(`Instance ${serverId} is on no host.`, 'Delete it and create it anew.')
  return { server, hostName: server.hostName }
}

/** How long the guest has to shut down: its image's os_shutdown_timeout, else the cloud's setting; an hour at most. */
export function graceMsOf({ imageProperties }: Pick<Server, 'imageProperties'>, defaultSeconds: number): number {
  const own = Number(imageProperties['os_shutdown_timeout'] || undefined)
  return 1000 * Math.min(own >= 0 ? own : defaultSeconds, longestGraceSeconds)
}

/** Commands for which a host needs to know no more than which server. */
type PlainCommand = {
  [Kind in CommandKind]: { serverId: ServerId } extends Commands[Kind]['params'] ? Kind : never
}[CommandKind]

/** Gives the server's host such a command. */
export async function commandOnHost<Kind extends PlainCommand>(
  io: Conductor,
  kind: Kind,
  commandId: string,
  serverId: ServerId,
): Promise<Commands[Kind]['result']> {
  const { hostName } = await serverOnHost(io, serverId)
  return command(io, hostName, kind, commandId, { serverId } as Commands[Kind]['params'])
}
