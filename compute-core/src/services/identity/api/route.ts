import {
  type RequestContext as ContextOf,
  type Route as RouteOf,
  routesOf,
  type TargetOf as TargetOfRoute,
} from '#platform/service/route'
import type { IdentityDeps } from './identity-deps.ts'
import { identityVersions } from './identity-versions.ts'
import type { Rule } from './policy.ts'

/** A request to the identity API, as its handler sees it. */
export type RequestContext = ContextOf<Rule>

/** A route of the identity API. */
export type Route = RouteOf<IdentityDeps, Rule>

/** Finds what a rule of the identity API is asked about. */
export type TargetOf = TargetOfRoute<IdentityDeps, Rule>

export const { route, routeWithBody } = routesOf<IdentityDeps, Rule>(identityVersions)
