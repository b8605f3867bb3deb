import type { Hono } from 'hono'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db/database'
import type { CloudContext, CloudEnv } from '#platform/http/openstack-app'
import type { Log } from '#platform/log'
import type { ServiceType } from '../domain/catalog.ts'
import type { Identity } from '../identity-service.ts'

export interface IdentityOptions {
  db: Database
  identity: Identity
  clock: Clock
  log: Log
  /** [token]expiration. */
  tokenSeconds: number
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  /** The services that main mounts, for the catalog. */
  mounted: readonly ServiceType[]
}

export type IdentityApp = Hono<CloudEnv>

/** Where clients reach the cloud, without a slash at the end. */
export const originOf = (c: CloudContext, { publicUrl }: IdentityOptions): string =>
  (publicUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')

/** The address of something in this API, for its `links`. */
export const linkTo = (c: CloudContext, options: IdentityOptions, path: string): string =>
  `${originOf(c, options)}/identity/v3${path}`
