import type { Database } from '#platform/db/database'
import type { VersionRange } from '#platform/service/microversion'
import { type RequestContext as ContextOf, routesOf } from '#platform/service/route'
import type { Rule } from './policy.ts'

/** What the placement API stands on. */
export interface PlacementDeps {
  db: Database
}

/** A request to the placement API, as its handler sees it. */
export type RequestContext = ContextOf<Rule>

/** The versions of Placement's API that can be asked for. */
export const versions: VersionRange = { service: 'placement', major: 1, min: 0, max: 39 }

export const { route, routeWithBody } = routesOf<PlacementDeps, Rule>(versions)

/** The address within this API that `path` is at, wherever it is mounted. */
export const hrefTo = (path: string): string => `/placement${path}`
