import type { Checks } from './policy.ts'
import { compileCheck } from './policy-expression.ts'
import type { ServiceDefinition } from './service-definition.ts'

/** The rule that who reads the whole cloud passes. */
export const systemReaderRule = 'system_reader_api'

const readingRole = 'reader'

/** Whether these roles on the system are those of somebody who reads the whole cloud, unless an operator has closed the rule. */
export const readsWholeCloud = (rolesOnSystem: readonly string[]): boolean => rolesOnSystem.includes(readingRole)

/**
 * The checks of a service's rules before an operator changes any: those of `rules`, where every rule of a reading lets those who read the
 * whole cloud pass too. Which rules those are say the routes, and `reads` for what their handlers ask besides; `withheld` ones stay refused.
 */
export function defaultChecksOf<Deps, Rule extends string>(
  definition: Pick<ServiceDefinition<Deps, Rule>, 'rules' | 'routes' | 'reads' | 'withheld'>,
): Checks<Rule> {
  const reads = readRulesOf(definition)
  const checks = Object.entries<string>(definition.rules).map(
    ([rule, check]) =>
      [rule, reads.has(rule) && !isSaid(check) ? `(${check}) or rule:${systemReaderRule}` : check] as const,
  )
  return {
    ...Object.fromEntries(checks),
    [systemReaderRule]: `role:${readingRole} and system_scope:all`,
  } as Checks<Rule>
}

/** The rules that are asked only to read, but for those that are withheld. */
export function readRulesOf<Deps, Rule extends string>({
  routes,
  reads = [],
  withheld,
}: Pick<ServiceDefinition<Deps, Rule>, 'routes' | 'reads' | 'withheld'>): ReadonlySet<string> {
  const ofRoutes = routes.flatMap(({ method, rule }) => (method === 'GET' && rule !== undefined ? [rule] : []))
  return new Set<string>([...ofRoutes, ...reads].filter((rule) => !withheld || !Object.hasOwn(withheld, rule)))
}

/** Whether everybody passes, or the reference itself says what somebody may on the system. */
function isSaid(check: string): boolean {
  const { isOpen, asksOf } = compileCheck(check)
  return isOpen || asksOf.includes('system_scope')
}
