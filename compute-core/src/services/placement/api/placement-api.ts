import { STATUS_CODES } from 'node:http'
import type { Hono } from 'hono'
import { z } from 'zod'
import type { CloudEnv } from '#platform/http/openstack-app'
import { minorOf, nameOf } from '#platform/service/microversion'
import { openstackService, type ServiceSetup } from '#platform/service/service'
import type { ServiceDefinition } from '#platform/service/service-definition'
import { candidateRoutes } from './candidate-routes.ts'
import { consumerRoutes } from './consumer-routes.ts'
import { inventoryRoutes } from './inventory-routes.ts'
import { nameRoutes } from './name-routes.ts'
import { placementRules, type Rule } from './policy.ts'
import { providerRoutes } from './provider-routes.ts'
import { type PlacementDeps, route, versions } from './route.ts'

const version = {
  id: 'v1.0',
  status: 'CURRENT',
  min_version: nameOf(versions, versions.min),
  max_version: nameOf(versions, versions.max),
  links: [{ rel: 'self', href: '' }],
}

/** Placement's API. The cloud itself writes what it shows, as hosts and servers come and go; administrators set what of a host is reserved, and its ratios. */
export const placementDefinition: ServiceDefinition<PlacementDeps, Rule> = {
  name: 'placement',
  title: 'Placement',
  summary: 'What hosts have, what of it is taken, and by whom.',
  versions,
  closedSince: '1.0',
  envelope: ({ status, message, requestId }) => ({
    errors: [
      { status, title: STATUS_CODES[status] ?? 'Error', detail: message, code: codeOf(status), request_id: requestId },
    ],
  }),
  rules: placementRules,
  reads: ['placement:usages'],
  routes: [
    route('GET /', {
      isOpen: true,
      summary: 'The versions that there are.',
      response: z.strictObject({ versions: z.array(z.record(z.string(), z.unknown())) }),
      handle: async () => ({ body: { versions: [version] } }),
    }),
    ...providerRoutes,
    ...inventoryRoutes,
    ...consumerRoutes,
    ...nameRoutes,
    ...candidateRoutes,
  ],
  headersAt: (at) =>
    at < minorOf('1.15') ? {} : { 'Cache-Control': 'no-cache', 'Last-Modified': new Date().toUTCString() },
}

const codeOf = (status: number) => (status === 409 ? 'placement.concurrent_update' : 'placement.undefined_code')

/** The placement API as an app, to be mounted at `/placement`. */
export const placementApi = ({
  db,
  ...setup
}: PlacementDeps & Omit<ServiceSetup<PlacementDeps>, 'deps'>): Hono<CloudEnv> =>
  openstackService(placementDefinition, { ...setup, deps: { db } })
