import type { GuestDiagnostics } from '#driver/compute-driver'
import type { Server } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import type { ComputeDeps } from '../compute-deps.ts'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { viewDiagnostics, viewOldDiagnostics } from './view-diagnostics.ts'
import { diagnosticsSchema } from './diagnostics-schema.ts'

/** What a server's hypervisor measures of it. */
export const serverDiagnosticsRoutes = [
  route('GET /servers/:server/diagnostics', {
    query: { closedSince: '2.102' },
    response: diagnosticsSchema,
    summary: "Shows what a server's hypervisor measures of it.",
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:os-server-diagnostics')
      const measured = await measure(api, server)
      if (!context.since('2.48')) return { body: viewOldDiagnostics(measured) }
      return { body: viewDiagnostics(measured, server, api.clock.now()) }
    },
  }),
]

async function measure({ agents }: ComputeDeps, server: Server): Promise<GuestDiagnostics> {
  if (server.hostName === null)
    throw conflict(`Instance ${server.id} is on no host.`, 'It is measured once it is built.')
  if (server.powerState !== 'running') throw doesNotRun(server)
  const input = await agents(server.hostName).command('guest-diagnostics', newId<string>(), { serverId: server.id })
  if (input.diagnostics === null) throw doesNotRun(server)
  return input.diagnostics
}

const doesNotRun = ({ id, powerState }: Server) =>
  conflict(
    `Cannot 'get_diagnostics' instance ${id} while it is in power state ${powerState}.`,
    'Only a guest that runs is measured.',
  )
