import { z } from 'zod'
import { assertCan } from '#domain/server/lifecycle'
import type { Server } from '#domain/server/server'
import { conflict, notFound } from '#platform/errors'
import { newId, type PortId } from '#platform/ids'
import type { ComputeDeps } from '../compute-deps.ts'
import { described } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { awaitAction } from '../servers/actions/await-action.ts'
import { beginServerAction } from '../servers/actions/server-action.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { type Attachment, attachmentBody, readAttachment } from './read-attachment.ts'
import { viewInterface } from './view-interface.ts'
import { interfaceSchema } from './interface-schema.ts'

const closed = { closedSince: '2.102' } as const

async function interfacesOf({ networks }: ComputeDeps, context: RequestContext, server: Server) {
  const tags = new Map(server.networkInfo.map(({ portId, tag }) => [portId as string, tag]))
  const ports = await networks.portsOf(server.id)
  return ports.map((port) => viewInterface(port, tags.get(port.portId), context))
}

async function oneInterface(api: ComputeDeps, context: RequestContext, server: Server, portId: string) {
  const found = (await interfacesOf(api, context, server)).find((each) => each['port_id'] === portId)
  if (!found) throw notFound(`An interface of instance ${server.id} with port`, portId)
  return found
}

/** Carries an attachment out as far as it goes and answers which port came of it. */
async function attach(
  api: ComputeDeps,
  context: RequestContext,
  server: Server,
  { requested, tag }: Attachment,
): Promise<PortId> {
  assertCan(server, 'attachInterface', context.caller.isAdmin)
  if (server.hostName === null) throw conflict(`Instance ${server.id} is on no host.`, 'Wait until it is built.')
  await api.networks.checkAttachment(server.projectId, requested)
  const newPortId = newId<PortId>()
  const params = {
    newPortId,
    ...(requested && { requested }),
    ...(tag !== undefined && { tag }),
  }
  await beginServerAction(api, context, server, 'attachInterface', params)
  await awaitAction(api, { serverId: server.id, requestId: context.requestId })
  return requested?.portId ?? newPortId
}

/** The network cards of a server's guest, by their ports. */
export const serverInterfaceRoutes = [
  route('GET /servers/:server/os-interface', {
    query: closed,
    response: z.strictObject({ interfaceAttachments: z.array(interfaceSchema) }),
    summary: 'Lists the network interfaces of a server.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:os-attach-interfaces:list')
      return { body: { interfaceAttachments: await interfacesOf(api, context, server) } }
    },
  }),
  route('GET /servers/:server/os-interface/:port', {
    query: closed,
    response: z.strictObject({ interfaceAttachment: interfaceSchema }),
    summary: 'Shows a network interface of a server.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:os-attach-interfaces:show')
      return { body: { interfaceAttachment: await oneInterface(api, context, server, context.params['port']!) } }
    },
  }),
  routeWithBody('POST /servers/:server/os-interface', described(attachmentBody, readAttachment), {
    response: z.strictObject({ interfaceAttachment: interfaceSchema }),
    summary: 'Attaches a network interface to a server.',
    async handle(api, context, attachment) {
      const server = await ownServer(api, context, 'os_compute_api:os-attach-interfaces:create')
      const portId = await attach(api, context, server, attachment)
      const now = await ownServer(api, context, 'os_compute_api:os-attach-interfaces:show')
      return { body: { interfaceAttachment: await oneInterface(api, context, now, portId) } }
    },
  }),
  route('DELETE /servers/:server/os-interface/:port', {
    success: 202,
    summary: 'Detaches a network interface from a server.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:os-attach-interfaces:delete')
      assertCan(server, 'detachInterface', context.caller.isAdmin)
      const portId = context.params['port'] as PortId
      await oneInterface(api, context, server, portId)
      return beginServerAction(api, context, server, 'detachInterface', { portId })
    },
  }),
]
