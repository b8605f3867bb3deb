import type { Hono } from 'hono'
import type { Database } from '#platform/db/database'
import type { Authenticate } from '#platform/http/caller'
import type { CloudEnv } from '#platform/http/openstack-app'
import type { AuditTrail } from '#platform/audit/audit-trail'
import type { Log } from '#platform/log'
import type { IdsNamed } from '#platform/service/list-query/named-terms'
import { openstackService } from '#platform/service/service'
import type { ServiceDefinition } from '#platform/service/service-definition'
import { aboutRoutes } from './about-routes.ts'
import { faultType } from './fault-type.ts'
import { ipAvailabilityRoutes } from './ip-availability-routes.ts'
import { networkRoutes } from './network-routes.ts'
import { networkRules, type Rule } from './policy.ts'
import { portRoutes } from './port-routes.ts'
import { quotaRoutes } from './quota-routes.ts'
import { type NetworkDeps, networkVersions } from './route.ts'
import { securityGroupRoutes } from './security-group-routes.ts'
import { subnetRoutes } from './subnet-routes.ts'
import { tagRoutes } from './tag-routes.ts'
import { versionRoutes } from './version-routes.ts'

/** Neutron's API v2.0, first part. */
export const networkDefinition: ServiceDefinition<NetworkDeps, Rule> = {
  name: 'network',
  title: 'Network',
  summary: 'Networks of projects, their subnets, and the ports and addresses that servers have on them.',
  versions: networkVersions,
  envelope: ({ message, kind }) => ({ NeutronError: { type: faultType(kind, message), message, detail: '' } }),
  rules: networkRules,
  // Every attribute has a rule of its own, by which it is shown.
  reads: (Object.keys(networkRules) as Rule[]).filter((rule) => rule.startsWith('get_')),
  routes: [
    ...versionRoutes,
    ...networkRoutes,
    ...subnetRoutes,
    ...portRoutes,
    ...tagRoutes,
    ...securityGroupRoutes,
    ...quotaRoutes,
    ...ipAvailabilityRoutes,
    ...aboutRoutes,
  ],
}

/** What the Network API runs on. */
export interface NetworkOptions {
  db: Database
  authenticate: Authenticate
  /** How projects are found by name; without it, lists are searched by their ids alone. */
  projectsNamed?: IdsNamed | undefined
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

/** Neutron's API, to be mounted at `/network`. */
export function networkApi({ db, projectsNamed = async () => [], ...setup }: NetworkOptions): Hono<CloudEnv> {
  return openstackService(networkDefinition, { deps: { db, projectsNamed }, ...setup })
}
