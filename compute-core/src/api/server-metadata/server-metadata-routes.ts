import { z } from 'zod'
import { metadataRefusal } from '#domain/server/metadata-change'
import type { Server } from '#domain/server/server'
import { conflict, invalid, notFound } from '#platform/errors'
import { removeMetadata, writeMetadata } from '#store/server-attributes'
import type { ComputeDeps } from '../compute-deps.ts'
import { metadataField } from '../server-fields.ts'
import { limitsOf } from '../quotas/limits-of.ts'
import { readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'

const allPairs = z.strictObject({ metadata: metadataField })
const onePair = z.strictObject({
  meta: metadataField.refine((pairs) => Object.keys(pairs).length === 1, 'Send exactly one pair.'),
})

const metadataSchema = z.strictObject({ metadata: z.record(z.string(), z.string()) })
const pairSchema = z.strictObject({ meta: z.record(z.string(), z.string()) })

type Action = 'create' | 'update' | 'update_all' | 'delete'

/** The server, when its metadata may be changed now. */
async function changeable(api: ComputeDeps, context: RequestContext, action: Action): Promise<Server> {
  const server = await ownServer(api, context, `os_compute_api:server-metadata:${action}`)
  const refused = metadataRefusal(server, `${action} metadata`, context.caller.isAdmin)
  if (refused) throw conflict(refused.message, refused.hint)
  return server
}

async function write(api: ComputeDeps, server: Server, pairs: Record<string, string>, replace: boolean) {
  const { metadata_items: max } = await limitsOf(api, { projectId: server.projectId })
  return writeMetadata(api.db, server.id, { pairs, replace, max })
}

/** A server's metadata: pairs of text that its owner keeps with it, and that its guest can read. */
export const serverMetadataRoutes = [
  route('GET /servers/:server/metadata', {
    response: metadataSchema,
    summary: "Shows a server's metadata.",
    async handle(api, context) {
      const { metadata } = await ownServer(api, context, 'os_compute_api:server-metadata:index')
      return { body: { metadata } }
    },
  }),
  routeWithBody('POST /servers/:server/metadata', readAs(allPairs), {
    response: metadataSchema,
    summary: "Adds pairs to a server's metadata.",
    async handle(api, context, { metadata }) {
      const server = await changeable(api, context, 'create')
      return { body: { metadata: await write(api, server, metadata, false) } }
    },
  }),
  routeWithBody('PUT /servers/:server/metadata', readAs(allPairs), {
    response: metadataSchema,
    summary: "Replaces a server's metadata.",
    async handle(api, context, { metadata }) {
      const server = await changeable(api, context, 'update_all')
      return { body: { metadata: await write(api, server, metadata, true) } }
    },
  }),
  route('GET /servers/:server/metadata/:key', {
    response: pairSchema,
    summary: "Shows a pair of a server's metadata.",
    async handle(api, context) {
      const { metadata } = await ownServer(api, context, 'os_compute_api:server-metadata:show')
      const key = context.params['key']!
      if (!Object.hasOwn(metadata, key)) throw notFound('Metadata item', key)
      return { body: { meta: { [key]: metadata[key] } } }
    },
  }),
  routeWithBody('PUT /servers/:server/metadata/:key', readAs(onePair), {
    response: pairSchema,
    summary: "Writes a pair of a server's metadata.",
    async handle(api, context, { meta }) {
      const key = context.params['key']!
      if (!Object.hasOwn(meta, key)) throw invalid(`The body and the URL must name the same key: ${key}.`, 'meta')
      await write(api, await changeable(api, context, 'update'), meta, false)
      return { body: { meta } }
    },
  }),
  route('DELETE /servers/:server/metadata/:key', {
    success: 204,
    summary: "Deletes a pair of a server's metadata.",
    async handle(api, context) {
      const server = await changeable(api, context, 'delete')
      await removeMetadata(api.db, server.id, context.params['key']!)
      return { status: 204 }
    },
  }),
]
