import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { conflict } from '#platform/errors'
import { type ServerAttributes, writeAttributes } from '#store/server-attributes'
import { getServer } from '#store/server-store'
import { descriptionField, hostField, ipv4Field, ipv6Field, nameField } from '#platform/service/fields'
import { described, parseBody } from '#platform/service/read-as'
import { type RequestContext, routeWithBody } from '../route.ts'
import { ownServer } from './find-own-server.ts'
import { serverUpdateHistory } from './server-create-history.ts'
import { serverViewer } from './server-viewer.ts'
import { viewServer } from './view-server.ts'
import { serverSchema } from './server-schema.ts'

const changes = z.strictObject({
  name: nameField.optional(),
  description: descriptionField(255).optional(),
  hostname: hostField.optional(),
  accessIPv4: ipv4Field.optional(),
  accessIPv6: ipv6Field.optional(),
  'OS-DCF:diskConfig': z.enum(['AUTO', 'MANUAL']).optional(),
  pinned_availability_zone: z.string().min(1).max(255).nullish(),
})

type Changes = z.output<typeof changes>

function readChanges(body: unknown, context: RequestContext): Changes {
  const { server } = parseBody(z.strictObject({ server: z.looseObject({}) }), body, context.legacy)
  return parseBody(changes, serverUpdateHistory.upgradeRequest(context.version, server), context.legacy)
}

/** Changes what an owner may change of a server. */
export const serverUpdate = routeWithBody(
  'PUT /servers/:server',
  described(z.strictObject({ server: changes }), readChanges),
  {
    response: z.strictObject({ server: serverSchema }),
    summary: 'Changes a server.',
    async handle(api, context, asked) {
      const server = await ownServer(api, context, 'os_compute_api:servers:update')
      assertPin(server, asked.pinned_availability_zone)
      await writeAttributes(api.db, server.id, attributesOf(asked))
      const changed = await getServer(api.db, server.id)
      return { body: { server: viewServer(changed, serverViewer(api, context), 'update') } }
    },
  },
)

const attributesOf = (asked: Changes): ServerAttributes => ({
  ...(asked.name !== undefined && { name: asked.name }),
  ...(asked.description !== undefined && { description: asked.description }),
  ...(asked.hostname !== undefined && { hostname: asked.hostname }),
  ...(asked.accessIPv4 !== undefined && { accessIpV4: asked.accessIPv4 }),
  ...(asked.accessIPv6 !== undefined && { accessIpV6: asked.accessIPv6 }),
  ...(asked['OS-DCF:diskConfig'] !== undefined && { diskConfig: asked['OS-DCF:diskConfig'] }),
  ...(asked.pinned_availability_zone !== undefined && { pinnedZone: asked.pinned_availability_zone }),
})

/** A server can be pinned only where it is, and only while it is not pinned elsewhere. */
function assertPin(server: Server, zone: string | null | undefined): void {
  if (zone === undefined || zone === null || zone === server.pinnedZone) return
  if (server.pinnedZone !== null)
    throw conflict(`Server ${server.id} is pinned to ${server.pinnedZone}.`, 'Unpin it first (null).')
  if (zone !== server.availabilityZone)
    throw conflict(
      `Server ${server.id} is in ${server.availabilityZone ?? 'no zone yet'}, not in ${zone}.`,
      'Pin it where it is.',
    )
}
