import type { Hono } from 'hono'
import type { Authenticate } from '#platform/http/caller'
import { faultText, reasonOf, statusLine } from '#platform/http/fault-text'
import type { CloudEnv, FaultEnvelope } from '#platform/http/openstack-app'
import type { AuditTrail } from '#platform/audit/audit-trail'
import type { Log } from '#platform/log'
import type { IdsNamed } from '#platform/service/list-query/named-terms'
import { openstackService } from '#platform/service/service'
import type { ServiceDefinition } from '#platform/service/service-definition'
import type { ImageStore } from '../upload-image.ts'
import { dataRoutes } from './data-routes.ts'
import { imageRoutes } from './image-routes.ts'
import { infoRoutes } from './info-routes.ts'
import { locationRoutes } from './location-routes.ts'
import { memberRoutes } from './member-routes.ts'
import { namespaceRoutes } from './metadefs/namespace-routes.ts'
import { metadefPartRoutes } from './metadefs/part-routes.ts'
import { metadefResourceTypeRoutes } from './metadefs/resource-type-routes.ts'
import { imageRules, type Rule } from './policy.ts'
import { type ImageDeps, imageVersions } from './route.ts'
import { schemaRoutes } from './schema-routes.ts'
import { tagRoutes } from './tag-routes.ts'
import { taskRoutes } from './task-routes.ts'
import { versionRoutes } from './version-routes.ts'

// A token is refused before Glance is asked, by keystonemiddleware, which answers everybody in JSON.
const isTokenRefusal = ({ status }: { status: number }) => status === 401

/** A fault as WebOb has it in JSON: `code` is the whole status line. */
const envelope: FaultEnvelope = ({ status, message }) =>
  isTokenRefusal({ status })
    ? { error: { code: status, title: reasonOf(status), message } }
    : { message, code: statusLine(status), title: reasonOf(status) }

/** Glance's API v2, first part. */
export const imageDefinition: ServiceDefinition<ImageDeps, Rule> = {
  name: 'image',
  title: 'Image',
  summary: 'Images that servers boot from: what is known of them, and their bytes.',
  versions: imageVersions,
  envelope,
  faultForm: (fault, accept) => (isTokenRefusal(fault) ? undefined : faultText(fault, accept)),
  rules: imageRules,
  withheld: {
    download_image: 'what an image holds is its project’s, keys and passwords in it included',
    fetch_image_location: 'it is for services, which read the bytes there',
  },
  routes: [
    ...versionRoutes,
    ...imageRoutes,
    ...dataRoutes,
    ...tagRoutes,
    ...memberRoutes,
    ...locationRoutes,
    ...taskRoutes,
    ...infoRoutes,
    ...schemaRoutes,
    ...namespaceRoutes,
    ...metadefPartRoutes,
    ...metadefResourceTypeRoutes,
  ],
}

/** What the Image API runs on. */
export interface ImageOptions {
  store: ImageStore
  authenticate: Authenticate
  /** How projects are found by name; without it, lists are searched by their ids alone. */
  projectsNamed?: IdsNamed | undefined
  log: Log
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  /** [api]max_limit: the cap of a page. */
  maxLimit?: number | undefined
  /** Where it is kept what was changed, by whom. */
  audit?: AuditTrail | undefined
  /** The rules that the operator has changed. */
  policy?: Readonly<Record<string, string>> | undefined
  /** For tests: a response that is not as its route declares it is a 500. */
  checksResponses?: boolean | undefined
}

/** Glance's API, to be mounted at `/image`. */
export function imageApi({
  store,
  maxLimit = 1000,
  projectsNamed = async () => [],
  ...setup
}: ImageOptions): Hono<CloudEnv> {
  return openstackService(imageDefinition, { deps: { store, maxLimit, projectsNamed }, ...setup })
}
