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

function specOf(name: string): RegisteredExtraSpec | undefined {
  const trait = traitName.exec(name)?.[2]
  if (trait !== undefined && standardTraits.has(trait)) return traitSpec
  return exact.get(name) ?? named.find(({ pattern }) => pattern.test(name))?.spec
}

/** Why an extra spec cannot be meant so, as a sentence; undefined when it can, or when nobody here knows better. */
export function extraSpecMistake(name: string, value: string): string | undefined {
  const spec = specOf(name)
  if (spec) return valueMistake(spec, name, value)
  if (!name.includes(':') || !namespaces.test(name.split(':', 1)[0]!)) return undefined
  return `There is no extra spec ${name}. Look for a slip in its name.`
}

function valueMistake(spec: RegisteredExtraSpec, name: string, value: string): string | undefined {
  const is = `Extra spec ${name} is ${JSON.stringify(value)}`
  switch (spec.type) {
    case 'bool':
      return /^\s*(1|t|true|on|y|yes|0|f|false|off|n|no)\s*$/i.test(value)
        ? undefined
        : `${is}. It must be true or false.`
    case 'int':
      return isWithin(spec, value) ? undefined : `${is}. It must be ${rangeOf(spec)}.`
    case 'str':
      return textMistake(spec, is, value)
  }
}

function textMistake({ oneOf, pattern }: RegisteredExtraSpec, is: string, value: string): string | undefined {
  if (oneOf && !oneOf.includes(value)) return `${is}. It must be ${oneOf.join(' or ')}.`
  if (pattern && !new RegExp(`^(?:${pattern})$`).test(value)) return `${is}. It must match ${pattern}.`
  return undefined
}

function isWithin({ min = -Infinity, max = Infinity }: RegisteredExtraSpec, value: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(value) && Number(value) >= min && Number(value) <= max
}

function rangeOf({ min, max }: RegisteredExtraSpec): string {
  if (min === undefined) return 'a whole number'
  return max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`
}
