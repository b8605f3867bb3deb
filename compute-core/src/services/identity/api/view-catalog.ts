import { z } from 'zod'
import type { RegionRow } from '../store/catalog-store.ts'
import type { RequestContext } from './route.ts'
import { selfLink, withSelf } from './view-list.ts'
import type { Endpoint, Service } from './whole-catalog.ts'

const place = {
  id: z.string(),
  interface: z.string(),
  region: z.string().nullable(),
  region_id: z.string().nullable(),
  url: z.string(),
}

/** The catalog as tokens carry it. */
export const catalogView = z.array(
  z.strictObject({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    endpoints: z.array(z.strictObject(place)),
  }),
)

/** A service of the catalog as a resource. */
export const serviceView = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  links: selfLink,
})

/** An endpoint of the catalog as a resource. */
export const endpointView = z.looseObject({ ...place, service_id: z.string(), enabled: z.boolean(), links: selfLink })

/** A region as a resource. */
export const regionView = z.looseObject({
  id: z.string(),
  description: z.string(),
  parent_region_id: z.string().nullable(),
  links: selfLink,
})

export type CatalogView = z.output<typeof catalogView>
export type ServiceView = z.output<typeof serviceView>
export type EndpointView = z.output<typeof endpointView>
export type RegionView = z.output<typeof regionView>

/** A service as Keystone shows it. */
export const viewService = (context: RequestContext, service: Omit<Service, 'endpoints'>): ServiceView => {
  const { id, type, name, description, enabled, extra } = service
  return withSelf(context, 'services', { ...(extra as object), id, type, name, description, enabled })
}

/** An endpoint as Keystone shows it. */
export const viewEndpoint = (context: RequestContext, { extra, ...endpoint }: Endpoint): EndpointView =>
  withSelf(context, 'endpoints', { ...(extra as object), ...endpoint })

/** A region as Keystone shows it. */
export const viewRegion = (context: RequestContext, { extra, ...region }: RegionRow): RegionView =>
  withSelf(context, 'regions', { ...(extra as object), ...region })
