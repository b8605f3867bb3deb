import type { Hono } from 'hono'
import type { Database } from '#platform/db/database'
import type { Authenticate } from '#platform/http/caller'
import type { CloudContext, CloudEnv } from '#platform/http/openstack-app'
import type { Log } from '#platform/log'

export interface NetworkOptions {
  db: Database
  authenticate: Authenticate
  log: Log
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
}

export type NetworkApp = Hono<CloudEnv>

/** The address of something in this API, for its `links`. */
export const linkTo = (c: CloudContext, { publicUrl }: NetworkOptions, path: string): string =>
  `${(publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')}/network${path}`
