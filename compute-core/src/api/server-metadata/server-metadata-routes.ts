import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { conflict, invalid, notFound } from '#platform/errors'
import { removeMetadata, writeMetadata } from '#store/server-attributes'
import type { ComputeDeps } from '../compute-deps.ts'
import { metadataField } from '../fields.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { readAs } from '../read-as.ts'
import { type Ask, route, routeWithBody } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'

const allPairs = z.strictObject({ metadata: metadataField })
const onePair = z.strictObject({
  meta: metadataField.refine((pairs) => Object.keys(pairs).length === 1, 'Send exactly one pair.'),
})

type Action = 'create' | 'update' | 'update_all' | 'delete'

/** The server, when its metadata may be changed now. */
async function changeable(api: ComputeDeps, ask: Ask, action: Action): Promise<Server> {
  const server = await ownServer(api, ask, `os_compute_api:server-metadata:${action}`)
  if (server.lockedBy !== null && !ask.caller.isAdmin)
    throw conflict(`Instance ${server.id} is locked.`, 'Unlock it first.')
  if (!['active', 'paused', 'suspended', 'stopped'].includes(server.vmState))
    throw conflict(
      `Cannot '${action} metadata' instance ${server.id} while it is in vm_state ${server.vmState}.`,
      'It must be active, paused, suspended or stopped.',
    )
  return server
}

async function write(api: ComputeDeps, server: Server, pairs: Record<string, string>, replace: boolean) {
  const { metadata_items: max } = await limitsOf(api, { projectId: server.projectId })
  return writeMetadata(api.db, server.id, { pairs, replace, max })
}

/** A server's metadata: pairs of text that its owner keeps with it, and that its guest can read. */
export const serverMetadataRoutes = [
  route('GET /servers/:server/metadata', {
    async handle(api, ask) {
      const { metadata } = await ownServer(api, ask, 'os_compute_api:server-metadata:index')
      return { body: { metadata } }
    },
  }),
  routeWithBody('POST /servers/:server/metadata', readAs(allPairs), {
    async handle(api, ask, { metadata }) {
      const server = await changeable(api, ask, 'create')
      return { body: { metadata: await write(api, server, metadata, false) } }
    },
  }),
  routeWithBody('PUT /servers/:server/metadata', readAs(allPairs), {
    async handle(api, ask, { metadata }) {
      const server = await changeable(api, ask, 'update_all')
      return { body: { metadata: await write(api, server, metadata, true) } }
    },
  }),
  route('GET /servers/:server/metadata/:key', {
    async handle(api, ask) {
      const { metadata } = await ownServer(api, ask, 'os_compute_api:server-metadata:show')
      const key = ask.params['key']!
      if (!Object.hasOwn(metadata, key)) throw notFound('Metadata item', key)
      return { body: { meta: { [key]: metadata[key] } } }
    },
  }),
  routeWithBody('PUT /servers/:server/metadata/:key', readAs(onePair), {
    async handle(api, ask, { meta }) {
      const key = ask.params['key']!
      if (!Object.hasOwn(meta, key)) throw invalid(`The body and the URL must name the same key: ${key}.`, 'meta')
      await write(api, await changeable(api, ask, 'update'), meta, false)
      return { body: { meta } }
    },
  }),
  route('DELETE /servers/:server/metadata/:key', {
    async handle(api, ask) {
      const server = await changeable(api, ask, 'delete')
      await removeMetadata(api.db, server.id, ask.params['key']!)
      return { status: 204 }
    },
  }),
]
