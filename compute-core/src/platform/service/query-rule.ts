import type { z } from 'zod'
import { invalid } from '#platform/errors'
import type { ListKeys } from './list-query/query-keys.ts'
import { type Microversion, minorOf, nameOf, type VersionName, type VersionRange } from './microversion.ts'

/** What one query parameter may be, and from which version to which it means anything. */
export interface ParameterRule {
  since?: VersionName
  until?: VersionName
  value?: z.ZodType
  /** A 400 when it comes twice. */
  once?: boolean
  /** A filter: the field of an item in the list that it narrows by; the tests check that it does. */
  narrows?: string
  /** One sentence for the reference. */
  summary?: string
  /** The keys of a query in the language of lists. */
  keys?: ListKeys
}

/** The query parameters that a route knows. */
export interface QueryRule {
  /** From here on a parameter that the route does not know is a 400; before, it is ignored. The service has a version for all. */
  closedSince?: VersionName
  parameters?: Readonly<Record<string, ParameterRule>>
  /** Names that are always let through. */
  alsoAllowed?: RegExp
  /** Whether those names are handed to the route too, as filters by properties that anybody may set. */
  keepsAllowed?: boolean
}

/** The parameters of one request that its route knows at its version. */
export interface Query {
  /** The value, the last one when it came more than once. */
  one(name: string): string | undefined
  all(name: string): readonly string[]
  has(name: string): boolean
  /** The names of all that came. */
  names(): readonly string[]
}

/** What a service says of the queries of all its routes. */
export interface QueryDefaults {
  versions: VersionRange
  /** Where a route does not say it itself: from here on unknown parameters are a 400; never, where there is no such version. */
  closedSince?: VersionName | undefined
}

/** The query as `rule` has it at `version`, or a 400. */
export function readQuery(
  search: URLSearchParams,
  rule: QueryRule,
  version: Microversion,
  service: QueryDefaults,
): Query {
  const known = new Map<string, string[]>()
  for (const [name, value] of search) {
    const parameter = at(rule, name, version)
    if (parameter) {
      if (parameter.once && known.has(name)) throw invalid(`Query parameter ${name} may come only once.`, name)
      assertValue(name, value, parameter)
      known.set(name, [...(known.get(name) ?? []), value])
    } else if (isClosed(rule, version, service) && !rule.alsoAllowed?.test(name))
      throw unknown(name, rule, version, service)
    else if (rule.alsoAllowed?.test(name) && rule.keepsAllowed) known.set(name, [...(known.get(name) ?? []), value])
  }
  return {
    one: (name) => known.get(name)?.at(-1),
    all: (name) => known.get(name) ?? [],
    has: (name) => known.has(name),
    names: () => [...known.keys()],
  }
}

function isClosed(rule: QueryRule, version: Microversion, service: QueryDefaults): boolean {
  const since = rule.closedSince ?? service.closedSince
  return since !== undefined && version >= minorOf(since)
}

function at({ parameters }: QueryRule, name: string, version: Microversion): ParameterRule | undefined {
  const parameter = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (!parameter) return undefined
  const { since, until } = parameter
  return (since === undefined || version >= minorOf(since)) && (until === undefined || version <= minorOf(until))
    ? parameter
    : undefined
}

function assertValue(name: string, value: string, { value: schema }: ParameterRule): void {
  const result = schema?.safeParse(value)
  if (result && !result.success)
    throw invalid(`Invalid input for query parameter ${name}. ${result.error.issues[0]!.message}`, name)
}

function unknown(name: string, rule: QueryRule, version: Microversion, { versions }: QueryDefaults) {
  const names = Object.keys(rule.parameters ?? {}).filter((known) => at(rule, known, version))
  const hint = names.length === 0 ? 'There are none here.' : `Known here: ${names.toSorted().join(', ')}.`
  return invalid(
    `Query parameter ${name} is not known${versions.max > versions.min ? ` at ${nameOf(versions, version)}` : ''}. ${hint}`,
    name,
  )
}
