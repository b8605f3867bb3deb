import type { z } from 'zod'
import { invalid } from '#platform/errors'
import { type Microversion, minorOf, nameOf, type VersionName } from '#platform/microversion/microversion'
import { computeVersions } from './versions.ts'

/** What one query parameter may be, and from which version to which it means anything. */
export interface ParameterRule {
  since?: VersionName
  until?: VersionName
  value?: z.ZodType
  /** A 400 when it comes twice. */
  once?: boolean
}

/** The query parameters that a route knows. */
export interface QueryRule {
  /** From here on a parameter that the route does not know is a 400; before, it is ignored. */
  closedSince?: VersionName
  parameters?: Readonly<Record<string, ParameterRule>>
  /** Names that are always let through. */
  alsoAllowed?: RegExp
}

/** The parameters of one request that its route knows at its version. */
export interface Query {
  /** The value, the last one when it came more than once. */
  one(name: string): string | undefined
  all(name: string): readonly string[]
  has(name: string): boolean
}

/** The query as `rule` has it at `version`, or a 400. */
export function readQuery(search: URLSearchParams, rule: QueryRule, version: Microversion): Query {
  const known = new Map<string, string[]>()
  for (const [name, value] of search) {
    const parameter = at(rule, name, version)
    if (parameter) {
      if (parameter.once && known.has(name)) throw invalid(`Query parameter ${name} may come only once.`, name)
      assertValue(name, value, parameter)
      known.set(name, [...(known.get(name) ?? []), value])
    } else if (isClosed(rule, version) && !rule.alsoAllowed?.test(name)) throw unknown(name, rule, version)
  }
  return {
    one: (name) => known.get(name)?.at(-1),
    all: (name) => known.get(name) ?? [],
    has: (name) => known.has(name),
  }
}

const isClosed = (rule: QueryRule, version: Microversion) => version >= minorOf(rule.closedSince ?? '2.102')

function at({ parameters }: QueryRule, name: string, version: Microversion): ParameterRule | undefined {
  const parameter = parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (!parameter) return undefined
  const { since = '2.1', until } = parameter
  return version >= minorOf(since) && (until === undefined || version <= minorOf(until)) ? parameter : undefined
}

function assertValue(name: string, value: string, { value: schema }: ParameterRule): void {
  const result = schema?.safeParse(value)
  if (result && !result.success)
    throw invalid(`Invalid input for query parameter ${name}. ${result.error.issues[0]!.message}`, name)
}

function unknown(name: string, rule: QueryRule, version: Microversion) {
  const names = Object.keys(rule.parameters ?? {}).filter((known) => at(rule, known, version))
  const hint = names.length === 0 ? 'There are none here.' : `Known here: ${names.toSorted().join(', ')}.`
  return invalid(`Query parameter ${name} is not known at ${nameOf(computeVersions, version)}. ${hint}`, name)
}
