import { hash } from 'node:crypto'
import type { AuditTrail } from '#platform/audit/audit-trail'
import { entryOf, type Ended } from '#platform/audit/audited'
import type { Noted } from '#platform/audit/noted'
import { forbidden, invalid, unauthorized } from '#platform/errors'
import { asWork, type Work } from '#platform/db/kinds-of-work'
import { isStatementTimeout } from '#platform/db/outage'
import type { Authenticate, Caller } from '#platform/http/caller'
import type { ClientEnv } from '#platform/http/client-address'
import { type CloudContext, publicOrigin } from '#platform/http/openstack-app'
import type { UserId } from '#platform/ids'
import type { AssertWithinRate } from '#platform/http/rate-limit'
import { readJson } from '#platform/http/read-body'
import { isAllowedBy } from './access-rules.ts'
import { systemReaderRule } from './default-checks.ts'
import { patternValue } from './fields.ts'
import { linksFor } from './links.ts'
import { type Microversion, minorOf, nameOf, negotiate, type VersionName, type VersionRange } from './microversion.ts'
import type { Policy } from './policy.ts'
import type { Target } from './policy-expression.ts'
import { type ParameterRule, type Query, readQuery } from './query-rule.ts'
import type { RequestContext, Route, RouteResponse } from './route.ts'
import type { RouteTable } from './route-table.ts'
import type { Located } from './service-definition.ts'
import { unstorableText } from './unstorable-text.ts'

/** A service with what it runs on, as requests are carried through it. */
export interface Serving<Deps, Rule extends string> {
  /** The service's name, which is its type in the catalog too. */
  service: string
  versions: VersionRange
  olderVersionHeader: string | undefined
  closedSince: VersionName | undefined
  locate(url: URL): Located
  afterWrite: ((deps: Deps) => void) | undefined
  headersAt: ((version: Microversion) => Readonly<Record<string, string>>) | undefined
  deps: Deps
  authenticate: Authenticate
  assertWithinRate: AssertWithinRate
  audit: AuditTrail | undefined
  policy: Policy<Rule>
  adminRule: Rule | undefined
  publicUrl: string | undefined
  checksResponses: boolean
}

/** Carries one request through: which version, which route, who asks, is it well formed; then the route's own handler. */
export async function serveRequest<Deps, Rule extends string>(
  c: CloudContext,
  serving: Serving<Deps, Rule>,
  table: RouteTable<Deps, Rule>,
): Promise<Response> {
  const url = new URL(c.req.url)
  const located = serving.locate(url)
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
  const match = table.match(method, located.path)
  const caller = match.isOpen ? nobody : await callerOf(c, serving)
  const version = match.isOpen ? serving.versions.min : versionOf(c, serving, located)
  if (!match.isOpen) await serving.assertWithinRate(caller)
  assertOwnProject(located, caller)
  // PostgreSQL's text knows no NUL: an address with one names nothing.
  if (/%00/.test(c.req.url)) throw nulIn(url)
  const { route, params } = match.at(version)
  const noted: Noted = {}
  let input: unknown
  // For the audit: of a body that says nothing that the route knows no word is kept.
  let understood: unknown
  const response = await answered().catch(async (error: unknown) => {
    await audit({ error })
    throw error
  })
  await audit({ response })
  if (serving.checksResponses) assertAsDeclared(route, response, version === serving.versions.max)
  for (const [name, value] of Object.entries(serving.headersAt?.(version) ?? {})) c.header(name, value)
  return respondWith(c, response)

  async function answered(): Promise<RouteResponse> {
    const query = readQuery(url.searchParams, route.query, version, serving)
    const context = contextFor({ c, serving, caller, version, located, url, query, params, noted })
    input = route.read && (await readJson(c, route.accepts))
    if (route.rule && route.target) context.permit(route.rule, await route.target(serving.deps, context, input))
    const body = route.read?.(input, context)
    understood = input
    return handled(context, query, body)
  }

  async function audit(ended: Ended['ended']): Promise<void> {
    // What a service asks of another one on the way is a part of the request that came to it.
    if (!serving.audit || c.env?.isFromPeer) return
    const { service } = serving
    const address = (c.env as ClientEnv | undefined)?.clientAddress
    const known = { service, route, path: url.pathname, params, caller, noted, input: understood, address, ended }
    const entry = entryOf({ ...known, requestId: c.get('requestId') })
    if (entry) await serving.audit.write(entry)
  }

  async function handled(context: RequestContext<Rule>, query: Query, body: unknown): Promise<RouteResponse> {
    try {
      return await asWork(workOf(route, c), () => route.handle(serving.deps, context, body))
    } catch (error) {
      throw unstorableText(error, input) ?? tooLong(error, query, route) ?? error
    } finally {
      // After a failure too: a commit whose answer was lost has changed something all the same.
      if (method !== 'GET' && !match.isOpen) serving.afterWrite?.(serving.deps)
    }
  }
}

/** The 400 that says where in an address a NUL stands. */
function nulIn({ searchParams }: URL) {
  const parameter = [...searchParams].find((pair) => pair.some((text) => text.includes('\0')))?.[0].replaceAll('\0', '')
  return parameter === undefined
    ? invalid('The address has a NUL character (%00), which no name and no id has. Look for what is meant in its list.')
    : invalid(`Query parameter ${parameter} has a NUL character (%00). Leave it out.`, parameter)
}

/** A list is read with connections of its own, and no longer than its client waits. */
export function workOf(
  { method, path, query }: Pick<Route<never, never>, 'method' | 'path' | 'query'>,
  c?: CloudContext,
): Work {
  const isList = !/:[^/]*$/.test(path) || Object.hasOwn(query.parameters ?? {}, 'limit')
  return method === 'GET' && isList ? { kind: 'list', signal: c?.req.raw.signal } : { kind: 'request' }
}

/** A person's pattern that took too long to search for is a 400. */
function tooLong<Deps, Rule extends string>(error: unknown, query: Query, { query: rule }: Route<Deps, Rule>) {
  if (!isStatementTimeout(error)) return undefined
  const isSearch = (rule: ParameterRule | undefined) => rule?.value === patternValue || rule?.keys !== undefined
  const name = query.names().find((known) => isSearch(rule.parameters?.[known]))
  if (name === undefined) return undefined
  return invalid(`Searching for what query parameter ${name} says takes too long. Make it simpler.`, name)
}

/** Who asks on a route that takes no token. */
const nobody: Caller = {
  userId: '' as UserId,
  userName: '',
  domain: { id: '', name: '' },
  projectId: null,
  projectName: null,
  projectDomainId: null,
  systemScope: false,
  roles: [],
  isAdmin: false,
  seesAll: false,
}

/** Whom the request's token stands for, or on whose behalf the cloud asks; a 401 for no token, or one that is not good. */
export async function callerOf<Deps, Rule extends string>(
  c: CloudContext,
  serving: Serving<Deps, Rule>,
): Promise<Caller> {
  const onBehalf = (c.env as ClientEnv | undefined)?.onBehalf
  if (onBehalf) {
    assertAllowed(c, serving.service, onBehalf.caller)
    c.set('caller', onBehalf.caller)
    return onBehalf.caller
  }
  const token = c.req.header('x-auth-token')
  if (!token) throw unauthorized('The request has no X-Auth-Token. Get one from the identity service.')
  const caller = await serving.authenticate(token)
  if (!caller) throw unauthorized('The token is unknown, expired or revoked. Sign in again.')
  assertAllowed(c, serving.service, caller)
  c.set('caller', caller)
  return caller
}

/**
 * Refuses what an application credential with access rules is not good for. What a service asks of another one on the way is not the
 * caller's request: keystonemiddleware leaves it out as well.
 */
function assertAllowed(c: CloudContext, service: string, { delegation }: Caller): void {
  if (!delegation || delegation.accessRules.length === 0 || c.env?.isFromPeer) return
  const path = new URL(c.req.url).pathname.replace(`/${service}`, '')
  if (!isAllowedBy(delegation.accessRules, { service, method: c.req.method, path }))
    throw forbidden(
      `The application credential has no access rule for ${c.req.method} ${path} of ${service}. Create one that has.`,
    )
}

/** A version that the address fixes is spoken and not named; any other is negotiated, and named in the response, faults included. */
function versionOf<Deps, Rule extends string>(
  c: CloudContext,
  { versions, olderVersionHeader }: Serving<Deps, Rule>,
  { version: fixed }: Located,
): Microversion {
  const isNegotiated = versions.max > versions.min && fixed === undefined
  const headers = ['OpenStack-API-Version', ...(olderVersionHeader === undefined ? [] : [olderVersionHeader])]
  c.header('Vary', [...(isNegotiated ? headers : []), 'Accept-Encoding'].join(', '))
  if (!isNegotiated) return fixed ?? versions.min
  const older = olderVersionHeader === undefined ? undefined : c.req.header(olderVersionHeader)
  const version = negotiate(versions, c.req.header('openstack-api-version'), older)
  const name = nameOf(versions, version)
  c.header('OpenStack-API-Version', `${versions.service} ${name}`)
  if (olderVersionHeader !== undefined) c.header(olderVersionHeader, name)
  return version
}

function assertOwnProject({ project }: Located, caller: Caller): void {
  if (project === '' || project === caller.projectId) return
  throw invalid(
    `The URL names project ${project}, the token is for ${caller.projectId ?? 'none'}. Use the URL of the token's own catalog.`,
  )
}

interface Parts<Deps, Rule extends string> {
  c: CloudContext
  serving: Serving<Deps, Rule>
  caller: Caller
  version: Microversion
  located: Located
  url: URL
  query: Query
  params: RequestContext['params']
  noted: Noted
}

function contextFor<Deps, Rule extends string>(parts: Parts<Deps, Rule>): RequestContext<Rule> {
  const { c, serving, version, located, url, query, params, noted } = parts
  const own = ownOf(parts.caller)
  const caller = asSeenBy(serving, parts.caller)
  return {
    caller,
    version,
    query,
    params,
    token: c.req.header('x-auth-token') ?? '',
    legacy: located.legacy ?? false,
    requestId: c.get('requestId'),
    // Called from inside this process the app may have no env at all.
    clientAddress: (c.env as ClientEnv | undefined)?.clientAddress,
    request: c.req.raw,
    links: linksFor({
      origin: publicOrigin(c, serving.publicUrl),
      prefix: located.prefix,
      version: located.versionPath ?? '',
      project: located.project,
      query: url.searchParams,
    }),
    since: (name) => version >= minorOf(name),
    may: (rule, target = own) => serving.policy.allows(rule, caller, target),
    permit: (rule, target = own) => serving.policy.permit(rule, caller, target),
    note: (what) => void Object.assign(noted, what, { target: { ...noted.target, ...what.target } }),
  }
}

/**
 * The caller, who is an administrator where the service's own rule says so; where it has none, whoever has the role admin is. They see
 * what is of every project, and so does who reads the whole cloud.
 */
export function asSeenBy<Deps, Rule extends string>(
  { adminRule, policy }: Pick<Serving<Deps, Rule>, 'adminRule' | 'policy'>,
  caller: Caller,
): Caller {
  const own = ownOf(caller)
  const isAdmin = adminRule === undefined ? caller.isAdmin : policy.allows(adminRule, caller, own)
  const seesAll = isAdmin || policy.allows(systemReaderRule as Rule, caller, own)
  return isAdmin === caller.isAdmin && seesAll === caller.seesAll ? caller : { ...caller, isAdmin, seesAll }
}

/** What rules are asked about where nothing else is said: something of the caller's own. */
const ownOf = ({ projectId, userId }: Caller): Target => ({ projectId, userId })

/** For tests: a response that is not as its route declares it is a failure, so that the documentation and the types stay true. */
function assertAsDeclared<Deps, Rule extends string>(
  { method, path, response, success }: Route<Deps, Rule>,
  { status = 200, body, isPartial = false }: RouteResponse,
  isNewest: boolean,
): void {
  if (!isNewest || isPartial || !response || status === 401 || (body === undefined && status !== success)) return
  const result = response.safeParse(body === undefined ? undefined : JSON.parse(JSON.stringify(body)))
  if (result.success) return
  const issues = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`${method} ${path} does not answer as it declares: ${issues.join('; ')} in ${JSON.stringify(body)}`)
}

function respondWith(c: CloudContext, { status = 200, body, stream, headers = {} }: RouteResponse): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  if (stream) return c.body(stream, status as 200)
  if (body === undefined) return c.body(null, status)
  const text = JSON.stringify(body)
  c.header('Content-Type', 'application/json')
  if ((c.req.method !== 'GET' && c.req.method !== 'HEAD') || status !== 200)
    return c.body(text, status === 204 ? 200 : status)
  const etag = `W/"${hash('sha1', text, 'base64url')}"`
  c.header('ETag', etag)
  if (isKnown(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  return c.body(text, 200)
}

/** Whether the client has this very body already (RFC 9110 §13.1.2, compared weakly). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag))
}
