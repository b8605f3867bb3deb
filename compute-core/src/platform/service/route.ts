import type { z } from 'zod'
import { operationSlug } from '#platform/audit/operation-slug'
import type { Noted } from '#platform/audit/noted'
import type { Caller } from '#platform/http/caller'
import type { RequestId } from '#platform/ids'
import type { Links } from './links.ts'
import { type Microversion, minorOf, type VersionName, type VersionRange } from './microversion.ts'
import type { Target } from './policy-expression.ts'
import type { Query, QueryRule } from './query-rule.ts'

/** One request, as its handler sees it. */
export interface RequestContext<Rule extends string = string> {
  /** Who asks; nobody, with no role and no project, on a route that is open. */
  caller: Caller
  requestId: RequestId
  /** Where the client is; undefined for a request from inside this process. */
  clientAddress: string | undefined
  version: Microversion
  /** The caller's own token, for what another service is asked on their behalf. */
  token: string
  /** It came to `/v2`: fields that nobody knows are dropped instead of refused. */
  legacy: boolean
  params: Readonly<Record<string, string>>
  query: Query
  links: Links
  /** The request itself: its headers, and its bytes where the route streams them. */
  request: Request
  /** Whether the caller speaks this version or a later one; for where behaviour differs and not only shape. */
  since(version: VersionName): boolean
  /** Whether a rule allows something to the caller, in the caller's own project unless told otherwise. */
  may(rule: Rule, target?: Target): boolean
  /** Refuses with a 403 what the rule does not allow. */
  permit(rule: Rule, target?: Target): void
  /** What the audit is to say of this request that its address does not: what is said later counts. */
  note(what: Noted): void
}

/** What a handler answers with: JSON in `body`, or bytes in `stream`; nothing at all is an empty body. */
export interface RouteResponse {
  /** 401 is for who has shown a part of what it takes to sign in: no failure, and no good answer. */
  status?: 200 | 201 | 202 | 204 | 206 | 207 | 300 | 401 | 416
  body?: unknown
  /** The caller asked for some fields only: the body has not all that the route declares. */
  isPartial?: boolean
  /** Sent as it comes; null for a HEAD that has only headers. */
  stream?: ReadableStream | null
  headers?: Readonly<Record<string, string>>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Reads a body with a 400 for what is not as the route wants it; `schema` is what the documentation shows of it. */
export interface Reader<Rule extends string, Body> {
  (body: unknown, context: RequestContext<Rule>): Body
  schema?: ((context: RequestContext<Rule>) => z.ZodType) | undefined
}

/** Finds what a rule is asked about. */
export type TargetOf<Deps, Rule extends string = string> = (
  deps: Deps,
  context: RequestContext<Rule>,
  input: unknown,
) => Target | Promise<Target>

/** A route as the table holds it. */
export interface Route<Deps = never, Rule extends string = string> {
  method: Method
  path: string
  /** What the audit calls it: `user-create`. */
  operation: string
  /** It changes nothing, although it may be no GET: the audit leaves it out. */
  isReading: boolean
  since: Microversion
  until: Microversion
  query: QueryRule
  /** Taken without a token. */
  isOpen: boolean
  /** Asked about `target`, or else, before `handle`, about the caller's own project; whatever depends on more, the handler asks itself. */
  rule: Rule | undefined
  /** What `rule` is asked about, before the body is read: who may not learns nothing of its form. `input` is the body as it came. */
  target: TargetOf<Deps, Rule> | undefined
  /** Reads the request's body; undefined for a route without one. */
  read: Reader<Rule, unknown> | undefined
  /** The media types of the body, where it is not plain JSON. */
  accepts: readonly string[] | undefined
  /** The body of a good answer in its newest shape; undefined where there is none, or it is no JSON. */
  response: z.ZodType | undefined
  /** The status of a good answer. */
  success: number
  /** One sentence for the reference. */
  summary: string | undefined
  handle(deps: Deps, context: RequestContext<Rule>, body: unknown): Promise<RouteResponse>
}

interface RouteSpec<Deps, Rule extends string, Body> {
  /** The slug of the operation, where method and path say it badly. */
  operation?: string
  /** It changes nothing, although it is no GET; or false: it does, although it is one. */
  isReading?: boolean
  /** The first and the last version that have this route. */
  since?: VersionName
  until?: VersionName
  query?: QueryRule
  isOpen?: boolean
  rule?: Rule
  target?: TargetOf<Deps, Rule>
  accepts?: readonly string[]
  response?: z.ZodType
  success?: number
  summary?: string
  handle(deps: Deps, context: RequestContext<Rule>, body: Body): Promise<RouteResponse>
}

/** The two ways in which a service over `Deps`, with the policy rules `Rule`, makes its routes. */
export function routesOf<Deps, Rule extends string>(versions: VersionRange) {
  function build<Body>(
    at: string,
    read: Reader<Rule, Body> | undefined,
    spec: RouteSpec<Deps, Rule, Body>,
  ): Route<Deps, Rule> {
    const [method, path] = at.split(' ') as [Method, string]
    if (spec.isOpen && spec.rule)
      throw new Error(`${at} is open: there is no caller that its rule could be asked about.`)
    return {
      method,
      path,
      operation: spec.operation ?? operationSlug(method, path),
      isReading: spec.isReading ?? method === 'GET',
      since: spec.since ? minorOf(spec.since) : versions.min,
      until: spec.until ? minorOf(spec.until) : versions.max,
      query: spec.query ?? {},
      isOpen: spec.isOpen ?? false,
      rule: spec.rule,
      target: spec.target,
      read: read as Reader<Rule, unknown> | undefined,
      accepts: spec.accepts,
      response: spec.response,
      success: spec.success ?? 200,
      summary: spec.summary,
      async handle(deps, context, body) {
        if (spec.rule && !spec.target) context.permit(spec.rule)
        return spec.handle(deps, context, body as Body)
      },
    }
  }
  return {
    /** A route: which path at which versions, who may, what it does. */
    route: (at: `${Method} /${string}`, spec: RouteSpec<Deps, Rule, undefined>) => build(at, undefined, spec),
    /** A route that takes a body; `read` refuses one that is not as the route wants it. */
    routeWithBody: <Body>(at: `${Method} /${string}`, read: Reader<Rule, Body>, spec: RouteSpec<Deps, Rule, Body>) =>
      build(at, read, spec),
  }
}
