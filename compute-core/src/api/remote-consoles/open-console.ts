import type { Server } from '#domain/server/server'
import { conflict, invalid } from '#platform/errors'
import { issueConsoleToken } from '#store/console-token-store'
import type { ComputeDeps } from '../compute-deps.ts'
import type { RequestContext } from '../route.ts'

const tokenSeconds = 600

/** What a console can be here, by protocol; Nova has others. */
const types: Readonly<Record<string, string>> = { vnc: 'novnc', serial: 'serial' }

/** Tasks in the midst of which nobody can be let to a server's console. */
const leaving: ReadonlySet<string | null> = new Set(['deleting', 'migrating'])

/** An address that opens a server's screen or its serial port once, within ten minutes. */
export async function openConsole(
  { db, config, consoleUrl }: ComputeDeps,
  { links }: RequestContext,
  server: Server,
  { protocol, type }: { protocol: string; type: string },
): Promise<string> {
  if (types[protocol] !== type)
    throw invalid(
      `Consoles of type ${type} over ${protocol} are not available here. Ask for novnc over vnc, or serial over serial.`,
      'type',
    )
  if (type === 'serial' && !config.serial_console_enabled)
    throw invalid('Serial consoles are switched off here: the setting serial_console_enabled is false.', 'type')
  if (leaving.has(server.taskState))
    throw conflict(`Instance ${server.id} is ${server.taskState}.`, 'It has no console while that goes on.')
  if (server.hostName === null)
    throw conflict(`Instance ${server.id} is not on a host.`, 'Its console opens once it is built.')
  const token = await issueConsoleToken(db, { serverId: server.id, protocol, type }, tokenSeconds)
  return consoleUrl({ origin: links.origin, protocol, token })
}
