import { z } from 'zod'
import { isoSeconds } from '#platform/clock'
import { conflict, notFound } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import { deleteParts, insertPart, listParts, listResourceTypes } from '../../store/metadef-store.ts'
import { route, type Route, routeWithBody } from '../route.ts'
import { asPart, associationBody, associationView, showAssociation } from './metadef-fields.ts'
import { assertUnprotected, namespaceTarget, visibleNamespace } from './visible-namespace.ts'

const resourceTypeView = z.strictObject({ name: z.string(), created_at: z.string(), updated_at: z.string() })

/** What metadata definitions are for: images, flavors, servers. */
export const metadefResourceTypeRoutes: readonly Route[] = [
  route('GET /v2/metadefs/resource_types', {
    rule: 'list_metadef_resource_types',
    response: z.strictObject({ resource_types: z.array(resourceTypeView) }),
    summary: 'Lists the types of things that metadata definitions can be for.',
    async handle({ store }) {
      const types = await listResourceTypes(store.db)
      return {
        body: {
          resource_types: types.map(({ name, created_at, updated_at }) => ({
            name,
            created_at: isoSeconds(created_at),
            updated_at: isoSeconds(updated_at),
          })),
        },
      }
    },
  }),
  route('GET /v2/metadefs/namespaces/:namespace/resource_types', {
    rule: 'list_metadef_resource_types',
    target: namespaceTarget,
    response: z.strictObject({ resource_type_associations: z.array(associationView) }),
    summary: 'Lists what a namespace is for.',
    async handle(deps, context) {
      const { namespace } = await visibleNamespace(deps, context)
      const rows = await listParts(deps.store.db, [namespace], 'resource_type')
      return { body: { resource_type_associations: rows.map(showAssociation) } }
    },
  }),
  routeWithBody('POST /v2/metadefs/namespaces/:namespace/resource_types', readAs(associationBody), {
    rule: 'add_metadef_resource_type_association',
    target: namespaceTarget,
    response: associationView,
    success: 201,
    summary: 'Says that a namespace is for a type of things, and what its properties begin with there.',
    async handle(deps, context, body) {
      const { namespace } = await visibleNamespace(deps, context)
      const row = await insertPart(deps.store.db, namespace, 'resource_type', asPart(body))
      if (!row) throw conflict(`Namespace ${namespace} is for ${body.name} already.`, 'Nothing has to be done.')
      return { status: 201, body: showAssociation(row) }
    },
  }),
  route('DELETE /v2/metadefs/namespaces/:namespace/resource_types/:name', {
    rule: 'remove_metadef_resource_type_association',
    target: namespaceTarget,
    success: 204,
    summary: 'Says that a namespace is no longer for a type of things.',
    async handle(deps, context) {
      const namespace = await visibleNamespace(deps, context)
      assertUnprotected(namespace)
      const name = context.params['name']!
      if ((await deleteParts(deps.store.db, namespace.namespace, 'resource_type', name)) === 0)
        throw notFound(`In namespace ${namespace.namespace}, resource type`, name)
      return { status: 204 }
    },
  }),
]
