import type { z } from 'zod'
import type { Caller } from '#platform/http/caller'
import type { RequestId } from '#platform/ids'
import { type Microversion, minorOf, type VersionName } from '#platform/microversion/microversion'
import type { ComputeDeps } from './compute-deps.ts'
import type { Links } from './links.ts'
import type { Rule, Target } from './policy.ts'
import type { Query, QueryRule } from './query-rule.ts'
import { computeVersions } from './versions.ts'

/** One request, as its handler sees it. */
export interface Ask {
  caller: Caller
  requestId: RequestId
  version: Microversion
  /** The caller's own token, for what another service is asked on their behalf. */
  token: string
  /** It came to `/v2`: fields that nobody knows are dropped instead of refused. */
  legacy: boolean
  params: Readonly<Record<string, string>>
  query: Query
  links: Links
  /** Whether the caller speaks this version or a later one; for where behaviour differs and not only shape. */
  since(version: VersionName): boolean
  /** Whether a rule allows something to the caller, in the caller's own project unless told otherwise. */
  may(rule: Rule, target?: Target): boolean
  /** Refuses with a 403 what the rule does not allow. */
  permit(rule: Rule, target?: Target): void
}

export interface Answer {
  status?: 200 | 201 | 202 | 204 | 207
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A route as the table holds it. */
export interface Route {
  method: Method
  path: string
  since: Microversion
  until: Microversion
  query: QueryRule
  /** Reads the request's body, with a 400 for what is not as the route wants it; undefined for a route without one. */
  read: ((body: unknown, ask: Ask) => unknown) | undefined
  handle(api: ComputeDeps, ask: Ask, body: unknown): Promise<Answer>
}

interface RouteSpec<Body> {
  /** The first and the last version that have this route. */
  since?: VersionName
  until?: VersionName
  query?: QueryRule
  /** Asked in the caller's own project before `handle`; a handler that knows a better target asks itself. */
  rule?: Rule
  handle(api: ComputeDeps, ask: Ask, body: Body): Promise<Answer>
}

/** A route: which path at which versions, who may, what it does. */
export const route = (at: `${Method} /${string}`, spec: RouteSpec<undefined>): Route => build(at, undefined, spec)

/** A route that takes a body; `read` refuses one that is not as the route wants it. */
export const routeWithBody = <Body>(
  at: `${Method} /${string}`,
  read: (body: unknown, ask: Ask) => Body,
  spec: RouteSpec<Body>,
): Route => build(at, read, spec)

function build<Body>(at: string, read: Route['read'], spec: RouteSpec<Body>): Route {
  const [method, path] = at.split(' ') as [Method, string]
  return {
    method,
    path,
    since: minorOf(spec.since ?? '2.1'),
    until: spec.until ? minorOf(spec.until) : computeVersions.max,
    query: spec.query ?? {},
    read,
    async handle(api, ask, body) {
      if (spec.rule) ask.permit(spec.rule)
      return spec.handle(api, ask, body as Body)
    },
  }
}

/** The body that schema describes, or a 400; `/v2` drops what the schema does not know. */
export type Reader<Schema extends z.ZodType> = (body: unknown, ask: Ask) => z.output<Schema>
