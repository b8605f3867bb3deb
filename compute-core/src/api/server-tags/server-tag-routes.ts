import { z } from 'zod'
import type { Server } from '#domain/server/server'
import { conflict, notFound } from '#platform/errors'
import { addTag, removeTag, writeTags } from '#store/server-attributes'
import type { ComputeDeps } from '../compute-deps.ts'
import { tagField } from '#platform/service/fields'
import { described, parseBody, readAs } from '#platform/service/read-as'
import { type RequestContext, route, routeWithBody } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'

const maxTags = 50
const allTags = z.strictObject({ tags: z.array(tagField).max(maxTags) })

const tagsSchema = z.strictObject({ tags: z.array(z.string()) })

/** The server, when its tags may be changed now. */
async function changeable(
  api: ComputeDeps,
  context: RequestContext,
  action: 'update' | 'update_all' | 'delete' | 'delete_all',
): Promise<Server> {
  const server = await ownServer(api, context, `os_compute_api:os-server-tags:${action}`)
  if (!['active', 'paused', 'suspended', 'stopped'].includes(server.vmState))
    throw conflict(
      `Cannot '${action} tags' instance ${server.id} while it is in vm_state ${server.vmState}.`,
      'It must be active, paused, suspended or stopped.',
    )
  return server
}

/** `PUT` of one tag has nothing to say besides the URL. */
const nothing = (body: unknown) => void parseBody(z.null(), body ?? null)

/** A server's tags: short words to find it by. */
export const serverTagRoutes = [
  route('GET /servers/:server/tags', {
    since: '2.26',
    query: { closedSince: '2.104', alsoAllowed: /./ },
    response: tagsSchema,
    summary: 'Lists the tags of a server.',
    async handle(api, context) {
      const { tags } = await ownServer(api, context, 'os_compute_api:os-server-tags:index')
      return { body: { tags } }
    },
  }),
  routeWithBody('PUT /servers/:server/tags', readAs(allTags), {
    since: '2.26',
    response: tagsSchema,
    summary: 'Replaces the tags of a server.',
    async handle(api, context, asked) {
      const server = await changeable(api, context, 'update_all')
      const tags = [...new Set(asked.tags)]
      await writeTags(api.db, server.id, tags)
      return { body: { tags } }
    },
  }),
  route('DELETE /servers/:server/tags', {
    since: '2.26',
    success: 204,
    summary: 'Deletes all tags of a server.',
    async handle(api, context) {
      const server = await changeable(api, context, 'delete_all')
      await writeTags(api.db, server.id, [])
      return { status: 204 }
    },
  }),
  route('GET /servers/:server/tags/:tag', {
    since: '2.26',
    query: { alsoAllowed: /./ },
    success: 204,
    summary: 'Checks whether a server has a tag.',
    async handle(api, context) {
      const { tags } = await ownServer(api, context, 'os_compute_api:os-server-tags:show')
      if (!tags.includes(context.params['tag']!)) throw notFound('Tag', context.params['tag']!)
      return { status: 204 }
    },
  }),
  routeWithBody('PUT /servers/:server/tags/:tag', described(z.null(), nothing), {
    since: '2.26',
    success: 201,
    summary: 'Adds a tag to a server.',
    async handle(api, context) {
      const tag = parseBody(tagField, context.params['tag'])
      const server = await changeable(api, context, 'update')
      if (!(await addTag(api.db, server.id, tag, maxTags))) return { status: 204 }
      const path = `/servers/${server.id}/tags/${encodeURIComponent(tag)}`
      return { status: 201, headers: { Location: context.links.self(path) } }
    },
  }),
  route('DELETE /servers/:server/tags/:tag', {
    since: '2.26',
    success: 204,
    summary: 'Deletes a tag of a server.',
    async handle(api, context) {
      const server = await changeable(api, context, 'delete')
      await removeTag(api.db, server.id, context.params['tag']!)
      return { status: 204 }
    },
  }),
]
