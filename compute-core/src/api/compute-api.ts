import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { notFound } from '#platform/errors'
import { rateLimit } from '#platform/http/rate-limit'
import { type CloudContext, type CloudEnv, openstackApp } from '#platform/http/openstack-app'
import type { ComputeDeps } from './compute-deps.ts'
import { computeRoutes } from './compute-routes.ts'
import { novaFault } from './nova-fault.ts'
import { removedRoutes } from './removed-routes.ts'
import { routeTable } from './route-table.ts'
import { serveRequest } from './serve-request.ts'
import { splitPath } from './split-path.ts'
import { versionChoices, versionDetail, versionList } from './versions.ts'

const zipped = compress()

/**
 * OpenStack's Compute API at every microversion, as an app to be mounted with `route('/compute', …)`: it makes its links from the
 * whole of the request's URL.
 */
export function computeApi(deps: ComputeDeps): Hono<CloudEnv> {
  const app = openstackApp({ service: 'compute', envelope: novaFault, log: deps.log })
  const table = routeTable(computeRoutes, removedRoutes)
  const serving = { ...deps, assertWithinRate: rateLimit(deps.config.rate_limit) }
  app.use(async (c, next) => {
    c.header('x-compute-request-id', c.get('requestId'))
    await next()
  })
  app.use((c, next) => (c.req.header('accept-encoding') === undefined ? next() : zipped(c, next)))
  app.use(etag({ weak: true }))
  app.all('/', (c) => c.json(versionList(rootOf(c))))
  for (const [path, id] of [
    ['/v2.1', 'v2.1'],
    ['/v2', 'v2.0'],
  ] as const) {
    app.get(path, (c) => c.json(versionDetail(rootOf(c), id)))
    app.all(`${path}/*`, (c) => serveRequest(c, serving, table))
  }
  app.all('/*', (c) => c.json(versionChoices(rootOf(c), splitPath(c.req.url).path), 300))
  return app

  function rootOf(c: CloudContext): string {
    const url = new URL(c.req.url)
    const split = splitPath(c.req.url)
    const prefix = split.version === undefined ? '/compute' : split.prefix
    if (url.pathname === '') throw notFound('The resource', '')
    return (deps.config.public_url?.replace(/\/$/, '') ?? url.origin) + prefix
  }
}
