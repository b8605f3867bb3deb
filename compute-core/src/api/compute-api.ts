import type { Hono } from 'hono'
import { notFound } from '#platform/errors'
import type { CloudContext, CloudEnv } from '#platform/http/openstack-app'
import { openstackService } from '#platform/service/service'
import type { Located, ServiceDefinition } from '#platform/service/service-definition'
import type { ComputeDeps } from './compute-deps.ts'
import { computeRoutes } from './compute-routes.ts'
import { novaFault } from './nova-fault.ts'
import { computeRules, type Rule } from './policy.ts'
import { readingRules, withheldRules } from './reading-rules.ts'
import { removedRoutes } from './removed-routes.ts'
import { splitPath } from './split-path.ts'
import { computeVersions, versionChoices, versionDetail, versionList } from './versions.ts'

/** OpenStack's Compute API at every microversion. */
export const computeService: ServiceDefinition<ComputeDeps, Rule> = {
  name: 'compute',
  title: 'Compute',
  summary: 'Servers, and what they are made of: flavors, key pairs, groups, hosts, quotas.',
  versions: computeVersions,
  olderVersionHeader: 'X-OpenStack-Nova-API-Version',
  olderRequestIdHeader: 'x-compute-request-id',
  closedSince: '2.102',
  envelope: novaFault,
  rules: computeRules,
  adminRule: 'context_is_admin',
  routes: computeRoutes,
  reads: readingRules,
  withheld: withheldRules,
  removed: removedRoutes,
  locate,
  documentedPrefix: '/v2.1',
}

/** `/v2` is the oldest version for ever and says nothing of others. */
function locate(url: URL): Located {
  const { prefix, version = 'v2.1', project, path } = splitPath(url.href)
  const isLegacy = version === 'v2'
  return {
    prefix,
    versionPath: version,
    project,
    path,
    legacy: isLegacy,
    version: isLegacy ? computeVersions.min : undefined,
  }
}

/** The Compute API as an app to be mounted with `route('/compute', …)`: it makes its links from the whole of the request's URL. */
export function computeApi(deps: ComputeDeps): Hono<CloudEnv> {
  const { authenticate, log, config, audit, system, policy, checksResponses } = deps
  const { heldBack } = system
  const { public_url: publicUrl, rate_limit: rateLimit } = config
  return openstackService(
    computeService,
    { deps, authenticate, log, publicUrl, rateLimit, heldBack, audit, policy, checksResponses },
    (app) => {
      app.all('/', (c) => c.json(versionList(rootOf(c))))
      app.get('/v2.1', (c) => c.json(versionDetail(rootOf(c), 'v2.1')))
      app.get('/v2', (c) => c.json(versionDetail(rootOf(c), 'v2.0')))
      app.all('*', async (c, next) => {
        const { version, path } = splitPath(c.req.url)
        if (version !== undefined) return next()
        return c.json(versionChoices(rootOf(c), path), 300)
      })
    },
  )

  function rootOf(c: CloudContext): string {
    const url = new URL(c.req.url)
    const split = splitPath(c.req.url)
    const prefix = split.version === undefined ? '/compute' : split.prefix
    if (url.pathname === '') throw notFound('The resource', '')
    return (config.public_url?.replace(/\/$/, '') ?? url.origin) + prefix
  }
}
