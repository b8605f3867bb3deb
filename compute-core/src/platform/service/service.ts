import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { AuditTrail } from '#platform/audit/audit-trail'
import { forbidden } from '#platform/errors'
import type { Authenticate } from '#platform/http/caller'
import { type CloudEnv, openstackApp } from '#platform/http/openstack-app'
import { type HeldBackList, rateLimit, type RateBudgets } from '#platform/http/rate-limit'
import type { Log } from '#platform/log'
import { asWork } from '#platform/db/kinds-of-work'
import { defaultChecksOf } from './default-checks.ts'
import { openApiOf } from './openapi.ts'
import { refusedTo } from './permits.ts'
import { policyOf } from './policy.ts'
import { routeTable } from './route-table.ts'
import { asSeenBy, callerOf, serveRequest, type Serving } from './serve-request.ts'
import type { Located, ServiceDefinition } from './service-definition.ts'

/** What a service runs on. */
export interface ServiceSetup<Deps> {
  deps: Deps
  authenticate: Authenticate
  log: Log
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  rateLimit?: RateBudgets | undefined
  /** Remembers whom that held back. */
  heldBack?: HeldBackList | undefined
  /** Where it is kept what was changed, by whom. */
  audit?: AuditTrail | undefined
  /** The rules that the operator has changed. */
  policy?: Readonly<Record<string, string>> | undefined
  /** For tests: a response that is not as its route declares it is a 500. */
  checksResponses?: boolean | undefined
}

/**
 * An app that serves `definition`: finds the route, knows the caller, negotiates the version, asks the policy, reads query and body,
 * answers in the service's form. It documents itself at `/openapi.json`, shows its policy to administrators at `/policy.json`, and tells
 * everybody what of it their token does not pass at `/permits.json`.
 * `before` may add what is not in the table of routes.
 */
export function openstackService<Deps, Rule extends string>(
  definition: ServiceDefinition<Deps, Rule>,
  setup: ServiceSetup<Deps>,
  before: (app: Hono<CloudEnv>) => void = () => {},
): Hono<CloudEnv> {
  const { name, envelope, faultForm, routes, removed = [] } = definition
  const checks = defaultChecksOf(definition)
  const serving: Serving<Deps, Rule> = {
    service: name,
    versions: definition.versions,
    olderVersionHeader: definition.olderVersionHeader,
    closedSince: definition.closedSince,
    afterWrite: definition.afterWrite?.bind(definition),
    headersAt: definition.headersAt?.bind(definition),
    locate: definition.locate?.bind(definition) ?? locateBehind(`/${name}`),
    policy: policyOf(checks, setup.policy),
    adminRule: definition.adminRule,
    deps: setup.deps,
    authenticate: setup.authenticate,
    audit: setup.audit,
    assertWithinRate: rateLimit(setup.rateLimit ?? {}, setup.heldBack),
    publicUrl: setup.publicUrl,
    checksResponses: setup.checksResponses ?? false,
  }
  const app = openstackApp({
    service: name,
    envelope,
    faultForm,
    log: setup.log,
    publicUrl: setup.publicUrl,
    olderRequestIdHeader: definition.olderRequestIdHeader,
  })
  app.use((c, next) => (c.req.header('accept-encoding') === undefined ? next() : zipped(c, next)))
  // The default checks and not those in force: it needs no token.
  let document: string | undefined
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(openApiOf(definition, checks))
    return c.body(document, 200, { 'Content-Type': 'application/json' })
  })
  app.get('/policy.json', async (c) => {
    const caller = await callerOf(c, serving)
    if (!asSeenBy(serving, caller).seesAll)
      throw forbidden('The policy is shown to administrators, and to those who read the whole cloud.')
    const changed: readonly string[] = Object.keys(setup.policy ?? {})
    const shown = Object.entries<string>(serving.policy.checks).map(([rule, check]) => ({
      rule,
      check,
      default: (checks as Record<string, string>)[rule] ?? null,
      changed: changed.includes(rule),
    }))
    c.header('Cache-Control', 'no-store')
    return c.json({ rules: shown })
  })
  app.get('/permits.json', async (c) => {
    const caller = await callerOf(c, serving)
    c.header('Cache-Control', 'no-store')
    return c.json({ refused: refusedTo(caller, serving.policy) })
  })
  before(app)
  const table = routeTable(routes, removed)
  app.all('*', (c) => asWork({ kind: 'request' }, () => serveRequest(c, serving, table)))
  return app
}

const zipped = compress()

/** The rest of the path behind `prefix`, whether or not the app is mounted there. */
const locateBehind =
  (prefix: string) =>
  ({ pathname }: URL): Located =>
    pathname === prefix || pathname.startsWith(`${prefix}/`)
      ? { prefix, project: '', path: pathname.slice(prefix.length) || '/' }
      : { prefix: '', project: '', path: pathname }
