import { z } from 'zod'
import { notFound } from '#platform/errors'
import { parseBody, readAs } from '#platform/service/read-as'
import { addTags, removeTag, replaceTags } from '../store/tag-writes.ts'
import type { WrittenRow, WrittenTable } from '../store/write-rows.ts'
import type { StandardRow } from '../store/standard-attributes.ts'
import { tag } from './fields.ts'
import { networks } from './network-view.ts'
import { ports } from './port-view.ts'
import { getRow, type Resource, theOneOf } from './resource.ts'
import { revisionWanted } from './revision-constraint.ts'
import { type NetworkDeps, type RequestContext, route, type Route, routeWithBody } from './route.ts'
import { subnets } from './subnet-view.ts'

const tagList = z.strictObject({ tags: z.array(tag).max(50) })
const tagsView = z.strictObject({ tags: z.array(z.string()) })

/** Tags of networks, subnets and ports. */
export const tagRoutes: readonly Route[] = [
  ...tagRoutesOf(networks, 'network', 'network.network'),
  ...tagRoutesOf(subnets, 'subnet', 'network.subnet'),
  ...tagRoutesOf(ports, 'port', 'network.port'),
]

function tagRoutesOf<Row extends StandardRow>(
  resource: Resource<Row>,
  singular: 'network' | 'subnet' | 'port',
  table: WrittenTable,
): Route[] {
  const path = `/v2.0/${resource.collection}/:id/tags` as const
  const rules = {
    get: `get_${singular}:tags`,
    create: `create_${singular}:tags`,
    update: `update_${singular}:tags`,
    delete: `delete_${singular}:tags`,
  } as const

  const tagged = (deps: Pick<NetworkDeps, 'db'>, context: RequestContext) =>
    getRow(deps, context, resource, context.params['id']!)

  /** The row as a write wants it. */
  const written = async (deps: Pick<NetworkDeps, 'db'>, context: RequestContext): Promise<WrittenRow> => ({
    table,
    id: (await tagged(deps, context)).id,
    revision: revisionWanted(context),
  })

  async function withTag(deps: Pick<NetworkDeps, 'db'>, context: RequestContext): Promise<Row> {
    const row = await tagged(deps, context)
    if (!row.tags.includes(context.params['tag']!)) throw notFound('Tag', context.params['tag']!)
    return row
  }

  return [
    route(`GET ${path}`, {
      rule: rules.get,
      target: theOneOf(resource),
      response: tagsView,
      summary: `Lists the tags of one of the ${resource.collection}.`,
      handle: async (deps, context) => ({ body: { tags: (await tagged(deps, context)).tags } }),
    }),
    routeWithBody(`POST ${path}`, readAs(tagList), {
      rule: rules.create,
      target: theOneOf(resource),
      success: 201,
      summary: 'Adds tags to those that there are.',
      async handle({ db }, context, { tags }) {
        await addTags(db, await written({ db }, context), [...new Set(tags)])
        return { status: 201 }
      },
    }),
    routeWithBody(`PUT ${path}`, readAs(tagList), {
      rule: rules.update,
      target: theOneOf(resource),
      response: tagsView,
      summary: 'Replaces all tags.',
      async handle({ db }, context, body) {
        const tags = [...new Set(body.tags)]
        await replaceTags(db, await written({ db }, context), tags)
        return { body: { tags } }
      },
    }),
    route(`DELETE ${path}`, {
      rule: rules.delete,
      target: theOneOf(resource),
      success: 204,
      summary: 'Takes all tags off.',
      async handle({ db }, context) {
        await replaceTags(db, await written({ db }, context), [])
        return { status: 204 }
      },
    }),
    route(`GET ${path}/:tag`, {
      rule: rules.get,
      target: theOneOf(resource),
      success: 204,
      summary: 'Says whether the tag is there.',
      async handle(deps, context) {
        await withTag(deps, context)
        return { status: 204 }
      },
    }),
    route(`PUT ${path}/:tag`, {
      rule: rules.update,
      target: theOneOf(resource),
      success: 201,
      summary: 'Adds one tag.',
      async handle({ db }, context) {
        await addTags(db, await written({ db }, context), [parseBody(tag, context.params['tag'])])
        return { status: 201 }
      },
    }),
    route(`DELETE ${path}/:tag`, {
      rule: rules.delete,
      target: theOneOf(resource),
      success: 204,
      summary: 'Takes one tag off.',
      async handle({ db }, context) {
        await withTag({ db }, context)
        await removeTag(db, await written({ db }, context), context.params['tag']!)
        return { status: 204 }
      },
    }),
  ]
}
