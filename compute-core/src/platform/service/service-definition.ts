import type { FaultEnvelope, FaultForm } from '#platform/http/openstack-app'
import type { Microversion, VersionName, VersionRange } from './microversion.ts'
import type { Checks } from './policy.ts'
import type { Route } from './route.ts'

/** Where a request's address leads. */
export interface Located {
  /** What stands before the API's own paths: `/compute`. */
  prefix: string
  /** The version as links have it, where the routes' paths do not have it in them: `v2.1`. */
  versionPath?: string
  /** The version that the address itself fixes, where it does. */
  version?: Microversion | undefined
  /** The project in front of the resource, where the address has one; empty otherwise. */
  project: string
  /** The path that the routes are found by. */
  path: string
  /** Fields that nobody knows are dropped instead of refused. */
  legacy?: boolean
}

/** An OpenStack service as data: everything that is told about it once, whatever it runs on. */
export interface ServiceDefinition<Deps, Rule extends string> {
  /** Where it is mounted, and its name in the log: `compute`. */
  name: string
  /** What people call it: `Compute`. */
  title: string
  /** One sentence for the reference. */
  summary: string
  versions: VersionRange
  /** The header for versions that the service had before `OpenStack-API-Version`. */
  olderVersionHeader?: string
  /** The header that the service had for request ids before `x-openstack-request-id`. */
  olderRequestIdHeader?: string
  /** From this version on parameters of a query that a route does not know are a 400. */
  closedSince?: VersionName
  /** How its faults are wrapped. */
  envelope: FaultEnvelope
  /** Its faults in other forms than JSON, where it follows the client's `Accept`. */
  faultForm?: FaultForm
  /** Its policy rules with their default checks. */
  rules: Checks<Rule>
  /** Rules that handlers ask to read something, besides those of the routes that read. */
  reads?: readonly Rule[]
  /** Rules of readings that who reads the whole cloud is refused all the same, each with why. */
  withheld?: Readonly<Partial<Record<Rule, string>>>
  /** The rule that says who is an administrator here, for all that asks no rule of its own; else it is who has the role admin. */
  adminRule?: Rule
  routes: readonly Route<Deps, Rule>[]
  /** What OpenStack has removed for good: `GET /os-cells` answers 410. */
  removed?: readonly string[]
  /** Takes the address apart; by default the routes' paths follow the service's name. */
  locate?(url: URL): Located
  /** The path in front of the routes' own in the documentation: `/v2.1`. */
  documentedPrefix?: string
  /** Called after each request of somebody with a token that was no reading and went well. */
  afterWrite?(deps: Deps): void
  /** What every good response at a version has besides in its headers. */
  headersAt?(version: Microversion): Readonly<Record<string, string>>
}
