import { z } from 'zod'
import { conflict, invalid, notFound } from '#platform/errors'
import { pageOf, pageParameters } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { readAs } from '#platform/service/read-as'
import {
  deleteNamespace,
  insertNamespace,
  insertPart,
  listNamespaces,
  listParts,
  type NamespaceRow,
  namespaceSortKeys,
  updateNamespace,
} from '../../store/metadef-store.ts'
import { type ImageDeps, type RequestContext, route, type Route, routeWithBody } from '../route.ts'
import { seesAll } from '../visible-image.ts'
import {
  asPart,
  namespaceBody,
  namespaceView,
  newNamespaceBody,
  prefixed,
  showAssociation,
  showNamespace,
  showParts,
} from './metadef-fields.ts'
import { assertUnprotected, namespaceTarget, targetOf, visibleNamespace } from './visible-namespace.ts'

const defaultLimit = 25

const namespaceQuery: QueryRule = {
  parameters: {
    visibility: {
      narrows: 'visibility',
      value: z.enum(['public', 'private'], 'It is public or private.'),
      summary: 'Namespaces of one visibility only.',
    },
    resource_types: { summary: 'Namespaces that are for one of these, with commas between them.' },
    sort_key: { value: z.enum(namespaceSortKeys), summary: 'What the list is sorted by: created_at by default.' },
    sort_dir: { value: z.enum(['asc', 'desc'], 'It is asc or desc.'), summary: 'desc by default.' },
    ...pageParameters,
  },
}

/** Namespaces of metadata definitions. */
export const namespaceRoutes: readonly Route[] = [
  route('GET /v2/metadefs/namespaces', {
    rule: 'get_metadef_namespaces',
    query: namespaceQuery,
    response: z.strictObject({
      namespaces: z.array(namespaceView),
      first: z.string(),
      next: z.string().optional(),
      schema: z.string(),
    }),
    summary: 'Lists the namespaces of metadata definitions that the caller may see.',
    handle: listPage,
  }),
  routeWithBody('POST /v2/metadefs/namespaces', readAs(newNamespaceBody), {
    rule: 'add_metadef_namespace',
    response: namespaceView,
    success: 201,
    summary: 'Creates a namespace, with its objects, properties, tags and what it is for.',
    handle: create,
  }),
  route('GET /v2/metadefs/namespaces/:namespace', {
    rule: 'get_metadef_namespace',
    target: namespaceTarget,
    query: { parameters: { resource_type: { summary: 'Properties are called as they are for this resource type.' } } },
    response: namespaceView,
    summary: 'Shows a namespace with everything in it.',
    async handle(deps, context) {
      const namespace = await visibleNamespace(deps, context)
      return { body: await showWhole(deps, namespace, context.query.one('resource_type')) }
    },
  }),
  routeWithBody('PUT /v2/metadefs/namespaces/:namespace', readAs(namespaceBody), {
    rule: 'modify_metadef_namespace',
    target: namespaceTarget,
    response: namespaceView,
    summary: 'Changes a namespace: what is not said is as in a new one.',
    handle: change,
  }),
  route('DELETE /v2/metadefs/namespaces/:namespace', {
    rule: 'delete_metadef_namespace',
    target: namespaceTarget,
    success: 204,
    summary: 'Deletes a namespace with everything in it.',
    async handle(deps, context) {
      const namespace = await visibleNamespace(deps, context)
      assertUnprotected(namespace)
      if (!(await deleteNamespace(deps.store.db, namespace.namespace)))
        throw conflict(`Metadata namespace ${namespace.namespace} changed meanwhile.`, 'Try again.')
      return { status: 204 }
    },
  }),
]

async function listPage(deps: ImageDeps, context: RequestContext) {
  const { query, caller } = context
  const { limit, marker } = pageOf(context, deps.maxLimit, defaultLimit)
  if (marker !== undefined) await visibleNamespace(deps, context, marker)
  const rows = await listNamespaces(deps.store.db, {
    seenBy: { projectId: caller.projectId, seesAll: seesAll(context) },
    visibility: query.one('visibility'),
    resourceTypes: query.one('resource_types')?.split(','),
    sortKey: (query.one('sort_key') ?? 'created_at') as (typeof namespaceSortKeys)[number],
    direction: query.one('sort_dir') === 'asc' ? 'asc' : 'desc',
    marker,
    limit,
  })
  const seen = rows.filter((row) => context.may('get_metadef_namespace', targetOf(row)))
  const associations = await listParts(
    deps.store.db,
    seen.map(({ namespace }) => namespace),
    'resource_type',
  )
  const last = rows.at(-1)
  return {
    body: {
      namespaces: seen.map((row) => ({
        ...showNamespace(row),
        ...filled(
          'resource_type_associations',
          associations.filter(({ namespace }) => namespace === row.namespace).map(showAssociation),
        ),
      })),
      first: pageAddress(context),
      ...(last && rows.length === limit && { next: pageAddress(context, last.namespace) }),
      schema: '/v2/schemas/metadefs/namespaces',
    },
  }
}

async function create(deps: ImageDeps, context: RequestContext, body: z.output<typeof newNamespaceBody>) {
  const { objects = [], properties = {}, tags = [], resource_type_associations: associations = [] } = body
  const columns = { ...columnsOf(context, body), namespace: body.namespace }
  const namespace = await deps.store.db.transaction().execute(async (tx) => {
    const made = await insertNamespace(tx, columns)
    if (!made) throw conflict(`There is a metadata namespace ${body.namespace} already.`, 'Choose another name.')
    const parts = [
      ...associations.map((one) => ['resource_type', asPart(one)] as const),
      ...objects.map((one) => ['object', asPart(one)] as const),
      ...Object.entries(properties).map(([name, one]) => ['property', { name, body: one }] as const),
      ...tags.map((one) => ['tag', asPart(one)] as const),
    ]
    for (const [kind, part] of parts)
      if (!(await insertPart(tx, body.namespace, kind, part)))
        throw conflict(`The ${kind.replace('_', ' ')} ${part.name} comes twice.`, 'Name each once.')
    return made
  })
  return { status: 201 as const, body: await showWhole(deps, namespace) }
}

async function change(deps: ImageDeps, context: RequestContext, body: z.output<typeof namespaceBody>) {
  const { namespace: old } = await visibleNamespace(deps, context)
  const changed = await updateNamespace(deps.store.db, old, {
    ...columnsOf(context, body),
    namespace: body.namespace,
  })
  if (!changed) throw notFound('Metadata namespace', old)
  return { body: showNamespace(changed) as z.input<typeof namespaceView> }
}

function columnsOf({ caller }: RequestContext, body: z.output<typeof namespaceBody>) {
  const owner = body.owner ?? caller.projectId
  if (owner === null) throw invalid('A namespace belongs to a project. Sign in to one, or name it as owner.', 'owner')
  return {
    project_id: owner,
    display_name: body.display_name ?? null,
    description: body.description ?? null,
    visibility: body.visibility ?? 'private',
    protected: body.protected ?? false,
  }
}

/** A namespace with its parts; of those that it has none of nothing is said, as in Glance. */
async function showWhole({ store }: ImageDeps, row: NamespaceRow, resourceType?: string) {
  const { namespace } = row
  const associations = await listParts(store.db, [namespace], 'resource_type')
  const prefix = String(associations.find(({ name }) => name === resourceType)?.body['prefix'] ?? '')
  const objects = prefixed(await listParts(store.db, [namespace], 'object'), 'object', prefix)
  const properties = prefixed(await listParts(store.db, [namespace], 'property'), 'property', prefix)
  const tags = await listParts(store.db, [namespace], 'tag')
  return {
    ...showNamespace(row),
    ...filled('objects', objects, showParts.object),
    ...filled('properties', properties, showParts.property),
    ...filled('tags', tags, showParts.tag),
    ...filled('resource_type_associations', associations.map(showAssociation)),
  }
}

const filled = <Row>(name: string, rows: readonly Row[], show: (rows: readonly Row[]) => object = (all) => all) =>
  rows.length === 0 ? {} : { [name]: show(rows) }

/** The address of this list from `marker` on; without one, from its start. */
function pageAddress({ request }: RequestContext, marker?: string): string {
  const query = new URL(request.url).searchParams
  query.delete('marker')
  if (marker !== undefined) query.set('marker', marker)
  const text = query.toString()
  return text === '' ? '/v2/metadefs/namespaces' : `/v2/metadefs/namespaces?${text}`
}
