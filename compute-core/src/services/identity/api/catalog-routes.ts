import { z } from 'zod'
import { forbidden, invalid, notFound } from '#platform/errors'
import { newHexId } from '#platform/ids'
import { inPath } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { regionId } from '../domain/catalog.ts'
import { isMatch } from '../domain/list-filter.ts'
import { orUnknownRegion } from '../store/constraint.ts'
import * as store from '../store/catalog-store.ts'
import { extraOf } from './extra-attributes.ts'
import { description, id, name, text } from './fields.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { filterBy, type PlainFilters } from './list-filters.ts'
import { type RequestContext, route, routeWithBody } from './route.ts'
import { endpointView, regionView, serviceView, viewEndpoint, viewRegion, viewService } from './view-catalog.ts'
import { listOf, viewList } from './view-list.ts'
import { mountedIds, ownEndpointIds, wholeCatalog } from './whole-catalog.ts'

const newRegion = z.looseObject({
  id: inPath(text(255).regex(/^[^/]*$/, 'It must not have a slash.')).optional(),
  description: description.nullable().optional(),
  parent_region_id: id.nullable().optional(),
})
const newService = z.looseObject({
  type: name(255),
  name: z.literal('').or(name(255)).optional(),
  description: description.nullable().optional(),
  enabled: z.boolean().optional(),
})
const newEndpoint = z.looseObject({
  service_id: id,
  interface: z.enum(['public', 'internal', 'admin']),
  region_id: id.nullable().optional(),
  /** What clients of version 2 say for it; a region that there is not is made, as Keystone does. */
  region: id.nullable().optional(),
  url: text(2048).min(1),
  enabled: z.boolean().optional(),
})
const regionBody = z.object({ region: newRegion })
const regionChange = z.object({ region: newRegion.omit({ id: true }) })
const serviceBody = z.object({ service: newService })
const serviceChange = z.object({ service: newService.partial() })
const endpointBody = z.object({ endpoint: newEndpoint })
const endpointChange = z.object({ endpoint: newEndpoint.partial() })

const regionFilters = filterBy({ parent_region_id: 'id' })
const serviceFilters = filterBy({ type: 'text', name: 'text', enabled: 'flag' })
const endpointFilters = filterBy({ service_id: 'id', interface: 'id', region_id: 'id', region: 'id', enabled: 'flag' })

/** The catalog as resources: what the cloud itself mounts goes by its settings, anything else administrators keep. */
export const catalogRoutes = [
  route('GET /v3/services', {
    rule: 'identity:list_services',
    query: { parameters: serviceFilters.parameters },
    response: listOf('services', serviceView),
    summary: 'List services.',
    async handle(deps, context) {
      const views = (await servicesIn(deps, context)).map((service) => viewService(context, service))
      return { body: viewList(context, 'services', narrowed(serviceFilters, context, views)) }
    },
  }),

  routeWithBody('POST /v3/services', readAs(serviceBody), {
    rule: 'identity:create_service',
    target: () => ({}),
    success: 201,
    response: z.strictObject({ service: serviceView }),
    summary: 'Add a service to the catalog.',
    async handle({ db }, context, { service }) {
      const { type, name = '', description, enabled = true } = service
      const extra = extraOf(newService, service)
      const row = { id: newHexId(), type, name, description: description ?? '', enabled, extra }
      return { status: 201, body: { service: viewService(context, await store.insertService(db, row)) } }
    },
  }),

  route('GET /v3/services/:id', {
    rule: 'identity:get_service',
    response: z.strictObject({ service: serviceView }),
    summary: 'Show a service.',
    async handle(deps, context) {
      return { body: { service: viewService(context, oneOf('Service', await servicesIn(deps, context), context)) } }
    },
  }),

  routeWithBody('PATCH /v3/services/:id', readAs(serviceChange), {
    rule: 'identity:update_service',
    target: () => ({}),
    response: z.strictObject({ service: serviceView }),
    summary: 'Change a service that was added.',
    async handle(deps, context, { service }) {
      const known = oneOf('Service', await servicesIn(deps, context), context)
      refuseMounted(deps, known.id)
      const { type, name, description, enabled } = service
      const row = await store.updateService(deps.db, known.id, {
        ...(type !== undefined && { type }),
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description: description ?? '' }),
        ...(enabled !== undefined && { enabled }),
        extra: extraOf(newService, service),
      })
      return { body: { service: viewService(context, row) } }
    },
  }),

  route('DELETE /v3/services/:id', {
    rule: 'identity:delete_service',
    target: () => ({}),
    success: 204,
    summary: 'Delete a service that was added, with its endpoints.',
    async handle(deps, { params }) {
      refuseMounted(deps, params['id']!)
      if (!(await store.deleteService(deps.db, params['id']!))) throw notFound('Service', params['id']!)
      return { status: 204 }
    },
  }),

  route('GET /v3/endpoints', {
    rule: 'identity:list_endpoints',
    query: { parameters: endpointFilters.parameters },
    response: listOf('endpoints', endpointView),
    summary: 'List endpoints.',
    async handle(deps, context) {
      const views = (await endpointsIn(deps, context)).map((endpoint) => viewEndpoint(context, endpoint))
      return { body: viewList(context, 'endpoints', narrowed(endpointFilters, context, views)) }
    },
  }),

  routeWithBody('POST /v3/endpoints', readAs(endpointBody), {
    rule: 'identity:create_endpoint',
    target: () => ({}),
    success: 201,
    response: z.strictObject({ endpoint: endpointView }),
    summary: 'Add an endpoint of a service to the catalog.',
    async handle({ db, mounted }, context, { endpoint }) {
      const { service_id, interface: face, url, enabled = true } = endpoint
      const region_id = (await regionIdOf(db, endpoint)) ?? null
      const extra = extraOf(newEndpoint, endpoint)
      const row = { id: newHexId(), service_id, interface: face, region_id, url, enabled, extra }
      const made = await inKnownRegion(store.insertEndpoint(db, row, mountedIds(mounted)), region_id)
      return { status: 201, body: { endpoint: viewEndpoint(context, { ...made, region: made.region_id }) } }
    },
  }),

  route('GET /v3/endpoints/:id', {
    rule: 'identity:get_endpoint',
    response: z.strictObject({ endpoint: endpointView }),
    summary: 'Show an endpoint.',
    async handle(deps, context) {
      return { body: { endpoint: viewEndpoint(context, oneOf('Endpoint', await endpointsIn(deps, context), context)) } }
    },
  }),

  routeWithBody('PATCH /v3/endpoints/:id', readAs(endpointChange), {
    rule: 'identity:update_endpoint',
    target: () => ({}),
    response: z.strictObject({ endpoint: endpointView }),
    summary: 'Change an endpoint that was added.',
    async handle(deps, context, { endpoint }) {
      const known = oneOf('Endpoint', await endpointsIn(deps, context), context)
      refuseOwnEndpoint(deps, known.id)
      const { service_id, interface: face, url, enabled } = endpoint
      const region_id = await regionIdOf(deps.db, endpoint)
      const change = {
        ...(service_id !== undefined && { service_id }),
        ...(face !== undefined && { interface: face }),
        ...(region_id !== undefined && { region_id }),
        ...(url !== undefined && { url }),
        ...(enabled !== undefined && { enabled }),
        extra: extraOf(newEndpoint, endpoint),
      }
      const update = store.updateEndpoint(deps.db, known.id, change, mountedIds(deps.mounted))
      const row = await inKnownRegion(update, region_id)
      return { body: { endpoint: viewEndpoint(context, { ...row, region: row.region_id }) } }
    },
  }),

  route('DELETE /v3/endpoints/:id', {
    rule: 'identity:delete_endpoint',
    target: () => ({}),
    success: 204,
    summary: 'Delete an endpoint that was added.',
    async handle(deps, { params }) {
      refuseOwnEndpoint(deps, params['id']!)
      if (!(await store.deleteEndpoint(deps.db, params['id']!))) throw notFound('Endpoint', params['id']!)
      return { status: 204 }
    },
  }),

  route('GET /v3/regions', {
    rule: 'identity:list_regions',
    query: { closedSince: '3.0', parameters: regionFilters.parameters },
    response: listOf('regions', regionView),
    summary: 'List regions.',
    async handle({ db }, context) {
      const views = (await store.listRegions(db)).map((row) => viewRegion(context, row))
      return { body: viewList(context, 'regions', narrowed(regionFilters, context, views)) }
    },
  }),

  routeWithBody('POST /v3/regions', readAs(regionBody), {
    rule: 'identity:create_region',
    target: () => ({}),
    success: 201,
    response: z.strictObject({ region: regionView }),
    summary: 'Create a region.',
    async handle({ db }, context, { region }) {
      const row = await store.insertRegion(db, {
        id: region.id || newHexId(),
        description: region.description ?? '',
        parent_region_id: region.parent_region_id ?? null,
        extra: extraOf(newRegion, region),
      })
      return { status: 201, body: { region: viewRegion(context, row) } }
    },
  }),

  route('GET /v3/regions/:id', {
    rule: 'identity:get_region',
    response: z.strictObject({ region: regionView }),
    summary: 'Show a region.',
    async handle({ db }, context) {
      return { body: { region: viewRegion(context, oneOf('Region', await store.listRegions(db), context)) } }
    },
  }),

  routeWithBody('PATCH /v3/regions/:id', readAs(regionChange), {
    rule: 'identity:update_region',
    target: () => ({}),
    response: z.strictObject({ region: regionView }),
    summary: 'Change a region.',
    async handle({ db }, context, { region }) {
      const known = oneOf('Region', await store.listRegions(db), context)
      if (region['id'] !== undefined && region['id'] !== known.id)
        throw invalid('A region keeps its id. Leave it out.', 'region.id')
      const row = await store.updateRegion(db, known.id, {
        ...(region.description !== undefined && { description: region.description ?? '' }),
        ...(region.parent_region_id !== undefined && { parent_region_id: region.parent_region_id }),
        extra: extraOf(newRegion, region),
      })
      return { body: { region: viewRegion(context, row) } }
    },
  }),

  route('DELETE /v3/regions/:id', {
    rule: 'identity:delete_region',
    target: () => ({}),
    success: 204,
    summary: 'Delete a region without endpoints and without regions below it.',
    async handle({ db }, { params }) {
      if (params['id'] === regionId)
        throw forbidden(
          `The services of this cloud are in the region ${regionId}: it stays. Delete one of your own instead.`,
        )
      await store.deleteRegion(db, params['id']!)
      return { status: 204 }
    },
  }),
]

const servicesIn = (deps: IdentityDeps, { links }: RequestContext) => wholeCatalog(deps, links.origin)

const endpointsIn = async (deps: IdentityDeps, context: RequestContext) =>
  (await servicesIn(deps, context)).flatMap(({ endpoints }) => endpoints)

const narrowed = <View extends Readonly<Record<string, unknown>>>(
  filters: PlainFilters,
  { query }: RequestContext,
  views: readonly View[],
): View[] => {
  const conditions = filters.of(query)
  return views.filter((view) => conditions.every((condition) => isMatch(view, condition)))
}

function oneOf<Item extends { id: string }>(what: string, items: readonly Item[], { params }: RequestContext): Item {
  const found = items.find(({ id }) => id === params['id'])
  if (!found) throw notFound(what, params['id']!)
  return found
}

/** The services that this cloud mounts are what its settings say. */
function refuseMounted({ mounted }: IdentityDeps, serviceId: string): void {
  if (mountedIds(mounted).includes(serviceId))
    throw forbidden(
      'The cloud itself mounts this service, and it stays as it is. Add a service, or an endpoint of this one, beside it.',
    )
}

function refuseOwnEndpoint({ mounted }: IdentityDeps, endpointId: string): void {
  if (ownEndpointIds(mounted).includes(endpointId))
    throw forbidden(
      'The cloud itself answers at this endpoint; the setting public_url says where. Add an endpoint of your own beside it.',
    )
}

/** The region of an endpoint that a body asks for, by its id or by the older name of that. */
async function regionIdOf(
  db: IdentityDeps['db'],
  { region_id, region }: { region_id?: string | null | undefined; region?: string | null | undefined },
): Promise<string | null | undefined> {
  if (region_id !== undefined || !region) return region_id ?? region
  await store.ensureRegion(db, region)
  return region
}

/** `write`, with a 400 for a region that there is not. */
async function inKnownRegion<Row>(write: Promise<Row>, region: string | null | undefined): Promise<Row> {
  return orUnknownRegion(write, () => invalid(`There is no region ${region}. Create it first.`, 'endpoint.region_id'))
}
