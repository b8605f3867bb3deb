import {
  type Reader as ReaderOf,
  type RequestContext as ContextOf,
  type Route as RouteOf,
  type RouteResponse,
  routesOf,
} from '#platform/service/route'
import type { ComputeDeps } from './compute-deps.ts'
import type { Rule } from './policy.ts'
import { computeVersions } from './versions.ts'

/** A request to the Compute API, as its handler sees it. */
export type RequestContext = ContextOf<Rule>

/** A route of the Compute API. */
export type Route = RouteOf<ComputeDeps, Rule>

/** Reads the body of a request to the Compute API. */
export type Reader<Body> = ReaderOf<Rule, Body>

export type { RouteResponse }

export const { route, routeWithBody } = routesOf<ComputeDeps, Rule>(computeVersions)
