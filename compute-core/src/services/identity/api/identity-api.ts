import { STATUS_CODES } from 'node:http'
import type { Hono } from 'hono'
import type { CloudEnv } from '#platform/http/openstack-app'
import type { AuditTrail } from '#platform/audit/audit-trail'
import type { Log } from '#platform/log'
import { openstackService } from '#platform/service/service'
import type { ServiceDefinition } from '#platform/service/service-definition'
import { signInGuard } from '../sign-in-guard.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { identityRoutes } from './identity-routes.ts'
import { identityVersions } from './identity-versions.ts'
import { identityRules, type Rule } from './policy.ts'

/** OpenStack's Identity API v3. */
export const identityDefinition: ServiceDefinition<IdentityDeps, Rule> = {
  name: 'identity',
  title: 'Identity',
  summary: 'Who may speak, for which project, in which role: tokens, users, projects, domains, roles and the catalog.',
  versions: identityVersions,
  envelope: ({ status, message }) => ({ error: { code: status, message, title: STATUS_CODES[status] ?? 'Error' } }),
  rules: identityRules,
  reads: (Object.keys(identityRules) as Rule[]).filter((rule) => /^identity:(get|list|check)_/.test(rule)),
  routes: identityRoutes,
  removed: ['GET /v3/auth/tokens/OS-PKI/revoked'],
  afterWrite: ({ identity }) => identity.forgetCallers(),
}

/** What the identity API runs on. */
export interface IdentityOptions extends Omit<IdentityDeps, 'guard'> {
  log: Log
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  /** Where it is kept what was changed, by whom. */
  audit?: AuditTrail | undefined
  /** The rules that the operator has changed. */
  policy?: Readonly<Record<string, string>> | undefined
  /** For tests: a response that is not as its route declares it is a 500. */
  checksResponses?: boolean | undefined
}

/** The Identity API as an app to be mounted at `/identity`. */
export const identityApi = ({
  log,
  publicUrl,
  audit,
  policy,
  checksResponses,
  ...deps
}: IdentityOptions): Hono<CloudEnv> =>
  openstackService(identityDefinition, {
    deps: { ...deps, guard: signInGuard({ clock: deps.clock, log }) },
    authenticate: (token) => deps.identity.authenticate(token),
    log,
    publicUrl,
    audit,
    policy,
    checksResponses,
  })
