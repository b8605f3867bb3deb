import type { Server } from '#domain/server/server'
import { conflict, invalid } from '#platform/errors'
import { issueConsoleToken } from '#store/console-token-store'
import type { ComputeDeps } from '../compute-deps.ts'
import type { Ask } from '../route.ts'

const tokenSeconds = 600

/** An address that opens a server's screen once, within ten minutes. */
export async function openConsole(
  { db, consoleUrl }: ComputeDeps,
  { links }: Ask,
  server: Server,
  { protocol, type }: { protocol: string; type: string },
): Promise<string> {
  if (protocol !== 'vnc' || type !== 'novnc')
    throw invalid(`Consoles of type ${type} are not available here. Ask for vnc with novnc.`, 'type')
  if (server.hostName === null)
    throw conflict(`Instance ${server.id} is not on a host.`, 'Its console opens once it is built.')
  const token = await issueConsoleToken(db, { serverId: server.id, protocol, type }, tokenSeconds)
  return consoleUrl({ origin: links.origin, protocol, token })
}
