import type { Database } from '#platform/db/database'
import type { IdsNamed } from '#platform/service/list-query/named-terms'
import type { VersionRange } from '#platform/service/microversion'
import {
  type RequestContext as ContextOf,
  type Route as RouteOf,
  type RouteResponse,
  routesOf,
} from '#platform/service/route'
import type { Rule } from './policy.ts'

/** Neutron's API has one version and says by extensions what it can do. */
export const networkVersions: VersionRange = { service: 'network', major: 2, min: 0, max: 0 }

/** What the routes of the Network API work with. */
export interface NetworkDeps {
  db: Database
  /** Finds projects by name, which identity knows. */
  projectsNamed: IdsNamed
}

/** A request to the Network API, as its handler sees it. */
export type RequestContext = ContextOf<Rule>

/** A route of the Network API. */
export type Route = RouteOf<NetworkDeps, Rule>

export type { RouteResponse }

export const { route, routeWithBody } = routesOf<NetworkDeps, Rule>(networkVersions)
