import { z } from 'zod'
import { conflict, notFound } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { deleteParts, findPart, insertPart, listParts, replacePart } from '../../store/metadef-store.ts'
import type { Rule } from '../policy.ts'
import { type ImageDeps, type RequestContext, route, type Route, routeWithBody } from '../route.ts'
import { asPart, partBodies, partListViews, partViews, showPart, showParts, tagsBody } from './metadef-fields.ts'
import { assertUnprotected, namespaceTarget, visibleNamespace } from './visible-namespace.ts'

type Kind = keyof typeof partViews

interface KindRoutes {
  collection: string
  rules: { list: Rule; show: Rule; add: Rule; change: Rule; remove: Rule; removeAll: Rule }
}

const kinds: Readonly<Record<Kind, KindRoutes>> = {
  object: {
    collection: 'objects',
    rules: {
      list: 'get_metadef_objects',
      show: 'get_metadef_object',
      add: 'add_metadef_object',
      change: 'modify_metadef_object',
      remove: 'delete_metadef_object',
      removeAll: 'delete_metadef_namespace',
    },
  },
  property: {
    collection: 'properties',
    rules: {
      list: 'get_metadef_properties',
      show: 'get_metadef_property',
      add: 'add_metadef_property',
      change: 'modify_metadef_property',
      remove: 'remove_metadef_property',
      removeAll: 'delete_metadef_namespace',
    },
  },
  tag: {
    collection: 'tags',
    rules: {
      list: 'get_metadef_tags',
      show: 'get_metadef_tag',
      add: 'add_metadef_tag',
      change: 'modify_metadef_tag',
      remove: 'delete_metadef_tag',
      removeAll: 'delete_metadef_tags',
    },
  },
}

const routesOf = (kind: Kind): Route[] => {
  const { collection, rules } = kinds[kind]
  const all = `/v2/metadefs/namespaces/:namespace/${collection}` as const
  const one = `${all}/:name` as const
  const target = namespaceTarget
  const noPart = ({ params }: RequestContext) =>
    notFound(`In namespace ${params['namespace']}, ${kind}`, params['name']!)
  return [
    route(`GET ${all}`, {
      rule: rules.list,
      target,
      response: z.strictObject({ [collection]: partListViews[kind], ...(kind === 'object' && pageOfObjects) }),
      summary: `Lists the ${collection} of a namespace.`,
      async handle(deps, context) {
        const { namespace } = await visibleNamespace(deps, context)
        const rows = await listParts(deps.store.db, [namespace], kind)
        const first = `/v2/metadefs/namespaces/${namespace}/objects`
        return {
          body: {
            [collection]: showParts[kind](rows),
            ...(kind === 'object' && { first, schema: '/v2/schemas/metadefs/objects' }),
          },
        }
      },
    }),
    route(`GET ${one}`, {
      rule: rules.show,
      target,
      response: partViews[kind],
      summary: `Shows one of the ${collection} of a namespace.`,
      async handle(deps, context) {
        const { namespace } = await visibleNamespace(deps, context)
        const row = await findPart(deps.store.db, namespace, kind, context.params['name']!)
        if (!row) throw noPart(context)
        return { body: showPart[kind](row) }
      },
    }),
    routeWithBody(`PUT ${one}`, readAs(partBodies[kind]), {
      rule: rules.change,
      target,
      response: partViews[kind],
      summary: `Replaces one of the ${collection} of a namespace, whose name may change.`,
      async handle(deps, context, body) {
        const { namespace } = await visibleNamespace(deps, context)
        const changed = await replacePart(deps.store.db, namespace, kind, context.params['name']!, asPart(body))
        if (!changed) throw noPart(context)
        return { body: showPart[kind](changed) }
      },
    }),
    route(`DELETE ${one}`, {
      rule: rules.remove,
      target,
      success: 204,
      summary: `Deletes one of the ${collection} of a namespace.`,
      async handle(deps, context) {
        const namespace = await visibleNamespace(deps, context)
        assertUnprotected(namespace)
        const name = context.params['name']!
        if ((await deleteParts(deps.store.db, namespace.namespace, kind, name)) === 0) throw noPart(context)
        return { status: 204 }
      },
    }),
    route(`DELETE ${all}`, {
      rule: rules.removeAll,
      target,
      success: 204,
      summary: `Deletes all ${collection} of a namespace.`,
      async handle(deps, context) {
        const namespace = await visibleNamespace(deps, context)
        assertUnprotected(namespace)
        await deleteParts(deps.store.db, namespace.namespace, kind)
        return { status: 204 }
      },
    }),
  ]
}

const pageOfObjects = { first: z.string(), schema: z.string() }

const taken = (kind: Kind, name: string) =>
  conflict(`The namespace has the ${kind} ${name} already.`, 'Choose another name.')

async function addPart(deps: ImageDeps, context: RequestContext, kind: Kind, body: { name: string }) {
  const { namespace } = await visibleNamespace(deps, context)
  const row = await insertPart(deps.store.db, namespace, kind, asPart({ ...body }))
  if (!row) throw taken(kind, body.name)
  return { status: 201 as const, body: showPart[kind](row) }
}

const adding = (kind: 'object' | 'property'): Route =>
  routeWithBody(
    `POST /v2/metadefs/namespaces/:namespace/${kinds[kind].collection}` as const,
    readAs(partBodies[kind]),
    {
      rule: kinds[kind].rules.add,
      target: namespaceTarget,
      response: partViews[kind],
      success: 201,
      summary: `Gives a namespace an additional ${kind}.`,
      handle: (deps, context, body) => addPart(deps, context, kind, body),
    },
  )

/** The objects, properties and tags of namespaces. */
export const metadefPartRoutes: readonly Route[] = [
  ...routesOf('object'),
  adding('object'),
  ...routesOf('property'),
  adding('property'),
  ...routesOf('tag'),
  routeWithBody('POST /v2/metadefs/namespaces/:namespace/tags', readAs(tagsBody), {
    rule: 'add_metadef_tags',
    target: namespaceTarget,
    response: z.strictObject({ tags: partListViews.tag }),
    success: 201,
    summary:
      'Gives a namespace these tags in the place of those it has, or besides them with X-Openstack-Append: true.',
    async handle(deps, context, { tags }) {
      const { namespace } = await visibleNamespace(deps, context)
      const isMore = /^true$/i.test(context.request.headers.get('x-openstack-append') ?? '')
      await deps.store.db.transaction().execute(async (tx) => {
        if (!isMore) await deleteParts(tx, namespace, 'tag')
        for (const { name } of tags)
          if (!(await insertPart(tx, namespace, 'tag', { name, body: {} }))) throw taken('tag', name)
      })
      return { status: 201, body: { tags } }
    },
  }),
  route('POST /v2/metadefs/namespaces/:namespace/tags/:name', {
    rule: 'add_metadef_tag',
    target: namespaceTarget,
    response: partViews.tag,
    success: 201,
    summary: 'Gives a namespace an additional tag.',
    handle: (deps, context) => addPart(deps, context, 'tag', partBodies.tag.parse({ name: context.params['name']! })),
  }),
]
