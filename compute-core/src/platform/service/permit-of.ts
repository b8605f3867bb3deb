import type { Caller } from '#platform/http/caller'
import { defaultChecksOf } from './default-checks.ts'
import { policyOf } from './policy.ts'
import type { Target } from './policy-expression.ts'
import { asSeenBy } from './serve-request.ts'
import type { ServiceDefinition } from './service-definition.ts'

/** Refuses with a 403 what a service's own policy does not let a caller do. */
export type PermitOf<Rule extends string> = (rule: Rule, caller: Caller, target: Target) => void

/** The policy of a service, with what the operator has changed of it, for another service that does something in its stead. */
export function permitOf<Deps, Rule extends string>(
  definition: ServiceDefinition<Deps, Rule>,
  changed: Readonly<Record<string, string>> | undefined,
): PermitOf<Rule> {
  const policy = policyOf(defaultChecksOf(definition), changed)
  const known = { policy, adminRule: definition.adminRule }
  return (rule, caller, target) => policy.permit(rule, asSeenBy(known, caller), target)
}
