import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { conflict, notFound } from '#platform/errors'
import { newId, type PortId } from '#platform/ids'
import type { ServerAttachInterfaceParams } from '#store/server-wishes'
import type { ComputeDeps } from '../compute-deps.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import { awaitAction } from '../servers/actions/await-action.ts'
import { beginServerAction } from '../servers/actions/server-action.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { type Attachment, readAttachment } from './read-attachment.ts'
import { viewInterface } from './view-interface.ts'

const closed = { closedSince: '2.102' } as const

async function interfacesOf({ networks }: ComputeDeps, ask: Ask, server: Server) {
  const tags = new Map(server.networkInfo.map(({ portId, tag }) => [portId as string, tag]))
  const ports = await networks.portsOf(server.id)
  return ports.map((port) => viewInterface(port, tags.get(port.portId), ask))
}

async function oneInterface(api: ComputeDeps, ask: Ask, server: Server, portId: string) {
  const found = (await interfacesOf(api, ask, server)).find((each) => each['port_id'] === portId)
  if (!found) throw notFound(`Instance ${server.id} has no interface whose port`, portId)
  return found
}

/** Carries an attachment out as far as it goes and answers which port came of it. */
async function attach(api: ComputeDeps, ask: Ask, server: Server, { requested, tag }: Attachment): Promise<PortId> {
  assertCan(server, 'attachInterface', ask.caller.isAdmin)
  if (server.hostName === null) throw conflict(`Instance ${server.id} is on no host.`, 'Wait until it is built.')
  await api.networks.checkAttachment(server.projectId, requested)
  const newPortId = newId<PortId>()
  const params: Omit<ServerAttachInterfaceParams, 'serverId'> = {
    newPortId,
    ...(requested && { requested }),
    ...(tag !== undefined && { tag }),
  }
  await beginServerAction(api, ask, server, 'attachInterface', { ...params })
  await awaitAction(api, { serverId: server.id, requestId: ask.requestId })
  return requested?.portId ?? newPortId
}

/** The network cards of a server's guest, by their ports. */
export const serverInterfaceRoutes = [
  route('GET /servers/:server/os-interface', {
    query: closed,
    async handle(api, ask) {
      const server = await ownServer(api, ask, 'os_compute_api:os-attach-interfaces:list')
      return { body: { interfaceAttachments: await interfacesOf(api, ask, server) } }
    },
  }),
  route('GET /servers/:server/os-interface/:port', {
    query: closed,
    async handle(api, ask) {
      const server = await ownServer(api, ask, 'os_compute_api:os-attach-interfaces:show')
      return { body: { interfaceAttachment: await oneInterface(api, ask, server, ask.params['port']!) } }
    },
  }),
  routeWithBody('POST /servers/:server/os-interface', readAttachment, {
    async handle(api, ask, attachment) {
      const server = await ownServer(api, ask, 'os_compute_api:os-attach-interfaces:create')
      const portId = await attach(api, ask, server, attachment)
      const now = await ownServer(api, ask, 'os_compute_api:os-attach-interfaces:show')
      return { body: { interfaceAttachment: await oneInterface(api, ask, now, portId) } }
    },
  }),
  route('DELETE /servers/:server/os-interface/:port', {
    async handle(api, ask) {
      const server = await ownServer(api, ask, 'os_compute_api:os-attach-interfaces:delete')
      assertCan(server, 'detachInterface', ask.caller.isAdmin)
      const portId = ask.params['port']!
      await oneInterface(api, ask, server, portId)
      return beginServerAction(api, ask, server, 'detachInterface', { portId })
    },
  }),
]
