import type { IdsNamed } from '#platform/service/list-query/named-terms'
import type { VersionRange } from '#platform/service/microversion'
import { type RequestContext as ContextOf, type Route as RouteOf, routesOf } from '#platform/service/route'
import type { ImageStore } from '../upload-image.ts'
import type { Rule } from './policy.ts'

/** Glance's API names its versions and negotiates none: every request is answered by the newest. */
export const imageVersions: VersionRange = { service: 'image', major: 2, min: 17, max: 17 }

/** What the routes of the Image API work with. */
export interface ImageDeps {
  store: ImageStore
  /** [api]max_limit: the cap of a page. */
  maxLimit: number
  /** Finds projects by name, which identity knows. */
  projectsNamed: IdsNamed
}

/** A request to the Image API, as its handler sees it. */
export type RequestContext = ContextOf<Rule>

/** A route of the Image API. */
export type Route = RouteOf<ImageDeps, Rule>

export const { route, routeWithBody } = routesOf<ImageDeps, Rule>(imageVersions)
