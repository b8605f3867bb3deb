import { type RegisteredExtraSpec, registeredExtraSpecs } from './registered-extra-specs.ts'
import { standardTraits } from './standard-traits.ts'

const group = '([a-zA-Z0-9_-]{1,64})?'

// In these namespaces every name is known: another one is a slip. What stands in others belongs to somebody else.
const namespaces =
  /^(accel|aggregate_instance_extra_specs|capabilities|hw|hw_rng|hw_video|os|pci_passthrough|quota|vmware|(resources|trait)([a-zA-Z0-9_-]{1,64})?)$/

const traitSpec: RegisteredExtraSpec = { name: 'trait{group}:{trait}', type: 'str', oneOf: ['required', 'forbidden'] }
const traitName = new RegExp(`^trait${group}:([A-Z0-9_]+)$`)

const exact = new Map(registeredExtraSpecs.filter(({ where }) => !where).map((spec) => [spec.name, spec]))
const named = registeredExtraSpecs
  .filter(({ where }) => where)
  .map((spec) => ({ spec, pattern: new RegExp(`^${nameSource(spec)}$`) }))

/** The source of a regular expression for the names of a spec with braces in it. */
function nameSource({ name, where = {} }: RegisteredExtraSpec): string {
  return name
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? `(?:${where[part.slice(1, -1)]!})` : part.replaceAll('.', '\\.')))
    .join('')
}

/** What is registered of an extra spec of this name; undefined for one that nobody knows. */
export function registeredSpec(name: string): RegisteredExtraSpec | undefined {
  const trait = traitName.exec(name)?.[2]
  if (trait !== undefined && standardTraits.has(trait)) return traitSpec
  return exact.get(name) ?? named.find(({ pattern }) => pattern.test(name))?.spec
}

/** What is wrong with an extra spec: nobody knows its name, though its namespace is known, or its value is none of it. */
export type ExtraSpecProblem =
  | { kind: 'unknown' }
  | { kind: 'not-boolean' }
  | { kind: 'not-within'; min: number | undefined; max: number | undefined }
  | { kind: 'not-one-of'; values: readonly string[] }
  | { kind: 'no-match'; pattern: string }

/** Why an extra spec cannot be meant so; undefined when it can, or when nobody here knows better. */
export function extraSpecProblem(name: string, value: string): ExtraSpecProblem | undefined {
  const spec = registeredSpec(name)
  if (spec) return valueProblem(spec, value)
  return name.includes(':') && namespaces.test(name.split(':', 1)[0]!) ? { kind: 'unknown' } : undefined
}

/** The same as a sentence. */
export function extraSpecMistake(name: string, value: string): string | undefined {
  const problem = extraSpecProblem(name, value)
  if (!problem) return undefined
  if (problem.kind === 'unknown') return `There is no extra spec ${name}. Look for a slip in its name.`
  return `Extra spec ${name} is ${JSON.stringify(value)}. It must ${demandOf(problem)}.`
}

function valueProblem(spec: RegisteredExtraSpec, value: string): ExtraSpecProblem | undefined {
  switch (spec.type) {
    case 'bool':
      return /^\s*(1|t|true|on|y|yes|0|f|false|off|n|no)\s*$/i.test(value) ? undefined : { kind: 'not-boolean' }
    case 'int':
      return isWithin(spec, value) ? undefined : { kind: 'not-within', min: spec.min, max: spec.max }
    case 'str':
      return textProblem(spec, value)
  }
}

function textProblem({ oneOf, pattern }: RegisteredExtraSpec, value: string): ExtraSpecProblem | undefined {
  if (oneOf && !oneOf.includes(value)) return { kind: 'not-one-of', values: oneOf }
  if (pattern && !new RegExp(`^(?:${pattern})$`).test(value)) return { kind: 'no-match', pattern }
  return undefined
}

function isWithin({ min = -Infinity, max = Infinity }: RegisteredExtraSpec, value: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(value) && Number(value) >= min && Number(value) <= max
}

function demandOf(problem: Exclude<ExtraSpecProblem, { kind: 'unknown' }>): string {
  switch (problem.kind) {
    case 'not-boolean':
      return 'be true or false'
    case 'not-within':
      return `be ${rangeOf(problem)}`
    case 'not-one-of':
      return `be ${problem.values.join(' or ')}`
    case 'no-match':
      return `match ${problem.pattern}`
  }
}

function rangeOf({ min, max }: { min: number | undefined; max: number | undefined }): string {
  if (min === undefined) return 'a whole number'
  return max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`
}
