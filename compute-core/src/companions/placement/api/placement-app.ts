import type { Hono } from 'hono'
import { notFound } from '#platform/errors'
import type { Database } from '#platform/db/database'
import type { Authenticate } from '#platform/http/caller'
import type { CloudContext, CloudEnv } from '#platform/http/openstack-app'
import type { Log } from '#platform/log'
import { minorOf, negotiate, type VersionName, type VersionRange } from '#platform/microversion/microversion'

export interface PlacementOptions {
  db: Database
  authenticate: Authenticate
  log: Log
}

export type PlacementApp = Hono<CloudEnv>

/** The versions of Placement's API that can be asked for. */
export const versions: VersionRange = { service: 'placement', major: 1, min: 0, max: 39 }

/** Whether the request asks for `version` or a newer one. */
export const isSince = (c: CloudContext, version: VersionName): boolean =>
  negotiate(versions, c.req.header('openstack-api-version')) >= minorOf(version)

/** Before `version` this path was not there. */
export function onlySince(c: CloudContext, version: VersionName): void {
  if (!isSince(c, version)) throw notFound('The resource', `${c.req.path} before microversion ${version}`)
}

/** The address within this API that `path` is at, wherever it is mounted. */
export const hrefTo = (path: string): string => `/placement${path}`
