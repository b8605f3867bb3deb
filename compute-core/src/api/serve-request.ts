import { hash } from 'node:crypto'
import { invalid, unauthorized } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import type { CloudContext } from '#platform/http/openstack-app'
import type { AssertWithinRate } from '#platform/http/rate-limit'
import { readJson } from '#platform/http/read-body'
import { minorOf, nameOf, negotiate } from '#platform/microversion/microversion'
import type { ComputeDeps } from './compute-deps.ts'
import { linksFor } from './links.ts'
import { allows, assertAllowed, policyWith, type Target } from './policy.ts'
import { readQuery } from './query-rule.ts'
import type { Answer, Ask } from './route.ts'
import type { RouteTable } from './route-table.ts'
import { type SplitPath, splitPath } from './split-path.ts'
import { computeVersions } from './versions.ts'

const defaultPolicy = policyWith({})

interface ServingDeps extends ComputeDeps {
  assertWithinRate: AssertWithinRate
}

/** Carries one request through: who asks, which version, which route, is it well formed; then the route's own handler. */
export async function serveRequest(c: CloudContext, deps: ServingDeps, table: RouteTable): Promise<Response> {
  const split = splitPath(c.req.url)
  const caller = await callerOf(c, deps)
  const version = versionOf(c, split)
  await deps.assertWithinRate(caller)
  assertOwnProject(split, caller)
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
  const { route, params } = table.find(method, split.path, version)
  const url = new URL(c.req.url)
  const query = readQuery(url.searchParams, route.query, version)
  const ask = askFor({ c, deps, caller, version, split, url, query, params })
  const body = route.read?.(await readJson(c), ask)
  return answerWith(c, await route.handle(deps, ask, body))
}

async function callerOf(c: CloudContext, { authenticate }: ComputeDeps): Promise<Caller> {
  const token = c.req.header('x-auth-token')
  if (!token) throw unauthorized('The request has no X-Auth-Token. Get one from the identity service.')
  const caller = await authenticate(token)
  if (!caller) throw unauthorized('The token is unknown, expired or revoked. Sign in again.')
  c.set('caller', caller)
  return caller
}

/** `/v2` is the oldest version for ever and says nothing of others; `/v2.1` echoes what it speaks, on faults too. */
function versionOf(c: CloudContext, { version: api }: SplitPath): number {
  c.header(
    'Vary',
    api === 'v2' ? 'Accept-Encoding' : 'OpenStack-API-Version, X-OpenStack-Nova-API-Version, Accept-Encoding',
  )
  if (api === 'v2') return computeVersions.min
  const version = negotiate(
    computeVersions,
    c.req.header('openstack-api-version'),
    c.req.header('x-openstack-nova-api-version'),
  )
  const name = nameOf(computeVersions, version)
  c.header('OpenStack-API-Version', `compute ${name}`)
  c.header('X-OpenStack-Nova-API-Version', name)
  return version
}

function assertOwnProject({ project }: SplitPath, caller: Caller): void {
  if (project === '' || project === caller.projectId) return
  throw invalid(
    `The URL names project ${project}, the token is for ${caller.projectId ?? 'none'}. Use the URL of the token's own catalog.`,
  )
}

interface Asked {
  c: CloudContext
  deps: ComputeDeps
  caller: Caller
  version: number
  split: SplitPath
  url: URL
  query: Ask['query']
  params: Ask['params']
}

function askFor({ c, deps, caller, version, split, url, query, params }: Asked): Ask {
  const own: Target = { projectId: caller.projectId, userId: caller.userId }
  const policy = deps.policy ?? defaultPolicy
  const origin = deps.config.public_url?.replace(/\/$/, '') ?? url.origin
  return {
    caller,
    version,
    query,
    params,
    token: c.req.header('x-auth-token') ?? '',
    legacy: split.version === 'v2',
    requestId: c.get('requestId'),
    links: linksFor({
      origin,
      prefix: split.prefix,
      version: split.version ?? 'v2.1',
      project: split.project,
      query: url.searchParams,
    }),
    since: (name) => version >= minorOf(name),
    may: (rule, target = own) => allows(policy, rule, caller, target),
    permit: (rule, target = own) => assertAllowed(policy, rule, caller, target),
  }
}

function answerWith(c: CloudContext, { status = 200, body, headers = {} }: Answer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  if (body === undefined) return c.body(null, status)
  const text = JSON.stringify(body)
  c.header('Content-Type', 'application/json')
  if (c.req.method === 'GET' || c.req.method === 'HEAD') c.header('ETag', `W/"${hash('sha1', text, 'base64url')}"`)
  return c.body(text, status === 204 ? 200 : status)
}
