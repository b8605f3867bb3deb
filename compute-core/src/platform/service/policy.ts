import { forbidden } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import { compileCheck, type CompiledRules, type Target } from './policy-expression.ts'

/** The rules of a service by name, each with its check in oslo.policy's language; rules may refer to each other. */
export type Checks<Rule extends string = string> = Readonly<Record<Rule, string>>

/** Who may do what in one service: its rules, with those that the operator has changed. */
export interface Policy<Rule extends string> {
  /** Whether `caller` may do what `rule` stands for to something of `target`. */
  allows(rule: Rule, caller: Caller, target: Target): boolean
  /** A 403 that says which rule, and who passes it, when `allows` is false. */
  permit(rule: Rule, caller: Caller, target: Target): void
  /** Who passes a rule, in words: `the member role in the project, or the admin role`; `nobody` where nobody does. */
  whoPasses(rule: Rule): string
  /** Every rule with its check as it is in force. */
  checks: Checks<Rule>
}

/** The policy of `defaults` and of `changed`, the operator's; throws the sentence that says which check is wrong, and why. */
export function policyOf<Rule extends string>(
  defaults: Checks<Rule>,
  changed: Readonly<Record<string, string>> = {},
): Policy<Rule> {
  const checks = { ...defaults, ...changed } as Checks<Rule>
  const rules: CompiledRules = Object.fromEntries(
    Object.entries<string>(checks).map(([name, check]) => [name, compiled(name, check)]),
  )
  for (const [name, { refersTo }] of Object.entries(rules))
    for (const other of refersTo)
      if (!Object.hasOwn(rules, other))
        throw new Error(`Policy rule ${name}: it refers to rule ${other}, which is not defined.`)
  refuseCircles(rules)
  const allows: Policy<Rule>['allows'] = (rule, caller, target) => rules[rule]!.decide(caller, target, rules)
  return {
    checks,
    allows,
    whoPasses: (rule) => rules[rule]!.describe(rules),
    permit(rule, caller, target) {
      if (!allows(rule, caller, target))
        throw forbidden(`Policy does not allow ${rule} to be performed. ${requirement(rules[rule]!.describe(rules))}`)
    },
  }
}

const requirement = (who: string) => (who === 'nobody' ? 'Nobody may.' : `It requires ${who}.`)

function compiled(name: string, check: string) {
  try {
    return compileCheck(check)
  } catch (error) {
    throw new Error(`Policy rule ${name}: ${(error as Error).message}`, { cause: error })
  }
}

/** A rule that leads back to itself would be decided for ever. */
function refuseCircles(rules: CompiledRules): void {
  const sound = new Set<string>()
  const above = new Set<string>()
  const visit = (name: string): void => {
    if (sound.has(name)) return
    if (above.has(name)) throw new Error(`Policy rule ${name} refers to itself: ${[...above, name].join(' → ')}.`)
    above.add(name)
    for (const other of rules[name]!.refersTo) visit(other)
    above.delete(name)
    sound.add(name)
  }
  for (const name of Object.keys(rules)) visit(name)
}
