import type { Caller } from '#platform/http/caller'

/** What a rule is asked about: whose thing it is, and its other attributes under the names that policies have for them. */
export interface Target {
  projectId?: string | null
  userId?: string | null
  attributes?: Readonly<Record<string, string | boolean | null | undefined>> | undefined
}

/** A check of a policy, compiled. */
export interface Expression {
  /** Whether `caller` passes for `target`; `rules` are the other rules of the same policy. */
  decide(caller: Caller, target: Target, rules: CompiledRules): boolean
  /** Who passes, in words: `the member role in the project, or the admin role`. */
  describe(rules: CompiledRules): string
  /** The rules that it refers to. */
  refersTo: readonly string[]
  /** What it asks of the caller besides roles: `project_id`, `system_scope`. */
  asksOf: readonly string[]
  /** Whether everybody passes, whoever it is and whatever it is about. */
  isOpen: boolean
}

export type CompiledRules = Readonly<Record<string, Expression>>

/**
 * Compiles a check in oslo.policy's language: `role:member and project_id:%(project_id)s`, `rule:admin_api or not role:x`, `@` and the
 * empty text (everybody), `!` (nobody). Throws a sentence for a text that cannot be read.
 */
export function compileCheck(text: string): Expression {
  const tokens = text.match(/\(|\)|(?:'[^']*'|"[^"]*"|%\([^)]*\)s|[^\s()])+/g) ?? []
  if (tokens.length === 0) return everybody
  let at = 0
  const takes = (word: string) => tokens[at]?.toLowerCase() === word && ++at
  const whole = alternatives()
  if (at < tokens.length) throw new Error(`"${text}" cannot be read at "${tokens[at]}".`)
  return whole

  function alternatives(): Expression {
    const parts = [requirements()]
    while (takes('or')) parts.push(requirements())
    return parts.length === 1 ? parts[0]! : anyOf(parts)
  }

  function requirements(): Expression {
    const parts = [single()]
    while (takes('and')) parts.push(single())
    return parts.length === 1 ? parts[0]! : allOf(parts)
  }

  function single(): Expression {
    if (takes('not')) return not(single())
    const token = tokens[at++]
    if (token === '(') {
      const inner = alternatives()
      if (!takes(')')) throw new Error(`"${text}" has a bracket that is not closed.`)
      return inner
    }
    if (token === undefined || token === ')') throw new Error(`"${text}" ends where a check is expected.`)
    return leaf(token)
  }
}

const plain = { refersTo: [], asksOf: [], isOpen: false }
const everybody: Expression = { ...plain, decide: () => true, describe: () => 'a valid token', isOpen: true }
const nobody: Expression = { ...plain, decide: () => false, describe: () => 'nobody' }

const ofParts = (parts: readonly Expression[]) => ({
  refersTo: parts.flatMap(({ refersTo }) => refersTo),
  asksOf: parts.flatMap(({ asksOf }) => asksOf),
})

const anyOf = (parts: readonly Expression[]): Expression => ({
  decide: (caller, target, rules) => parts.some((part) => part.decide(caller, target, rules)),
  describe: (rules) => [...new Set(parts.map((part) => part.describe(rules)))].join(', or '),
  ...ofParts(parts),
  isOpen: parts.some(({ isOpen }) => isOpen),
})

const allOf = (parts: readonly Expression[]): Expression => ({
  decide: (caller, target, rules) => parts.every((part) => part.decide(caller, target, rules)),
  describe: (rules) => [...new Set(parts.map((part) => part.describe(rules)))].join(' '),
  ...ofParts(parts),
  isOpen: parts.every(({ isOpen }) => isOpen),
})

const not = (part: Expression): Expression => ({
  decide: (caller, target, rules) => !part.decide(caller, target, rules),
  describe: (rules) => `not ${part.describe(rules)}`,
  ...ofParts([part]),
  isOpen: false,
})

function leaf(token: string): Expression {
  if (token === '@') return everybody
  if (token === '!') return nobody
  const parts = /^('[^']*'|"[^"]*"|[^:]+):(.+)$/.exec(token)
  if (!parts) throw new Error(`"${token}" is no check: write one like role:member or project_id:%(project_id)s.`)
  const [, kind, match] = parts as unknown as [string, string, string]
  switch (kind) {
    case 'rule':
      return {
        ...plain,
        decide: (caller, target, rules) => rules[match]?.decide(caller, target, rules) ?? false,
        describe: (rules) => rules[match]?.describe(rules) ?? `the rule ${match}`,
        refersTo: [match],
      }
    case 'role':
      return {
        ...plain,
        // Compared to the letter: a role that somebody calls ADMIN must not pass for admin.
        decide: ({ roles }) => roles.includes(match),
        describe: () => `the ${match} role`,
      }
    case 'is_admin':
      return {
        ...plain,
        decide: ({ isAdmin }) => isAdmin === /^(1|true)$/i.test(match),
        describe: () => 'the admin role',
      }
    case 'field':
      return field(match)
    default:
      return comparison(kind, match)
  }
}

/** Neutron's `field:networks:shared=True`: an attribute of the target has this value, or after `=~` begins as the pattern says. */
function field(match: string): Expression {
  const [, name, value] = /^[^:]+:([^=]+)=(.*)$/.exec(match) ?? []
  if (name === undefined || value === undefined)
    throw new Error(`"field:${match}" is no check: write one like field:networks:shared=True.`)
  const isWanted = value.startsWith('~') ? beginsAs(value.slice(1)) : equals(value)
  return {
    ...plain,
    decide: (_caller, target) => isWanted(String(attributeOf(target, name) ?? '')),
    describe: () => `a target whose ${name} is ${value}`,
  }
}

const equals = (value: string) => (text: string) => text.toLowerCase() === value.toLowerCase()

function beginsAs(pattern: string) {
  const expression = new RegExp(`^(?:${pattern})`)
  return (text: string) => expression.test(text)
}

/** `user_id:%(target.user.id)s`: what is known of the caller, or a literal, equals an attribute of the target, or a literal. */
function comparison(kind: string, match: string): Expression {
  const literal = /^(['"])(.*)\1$/.exec(kind)?.[2] ?? (/^(True|False|None)$/.test(kind) ? kind : undefined)
  const attribute = /^%\(([^)]+)\)s$/.exec(match)?.[1]
  const left = literal === undefined ? credential(kind) : () => literal
  return {
    ...plain,
    asksOf: literal === undefined ? [kind] : [],
    decide(caller, target) {
      const has = left(caller)
      const wanted = attribute === undefined ? match : attributeOf(target, attribute)
      // Only where a policy writes None itself is it equal to nothing: else no project would be everybody's who has none.
      if (kind === 'None' && attribute !== undefined) return wanted === null
      if (match === 'None') return has === null
      return has !== null && wanted !== null && wanted !== undefined && has === String(wanted)
    },
    describe: () => describeComparison(kind, match),
  }
}

const credentials: Readonly<Record<string, (caller: Caller) => string | null>> = {
  user_id: ({ userId }) => userId,
  project_id: ({ projectId }) => projectId,
  tenant_id: ({ projectId }) => projectId,
  domain_id: ({ scopeDomain }) => scopeDomain?.id ?? null,
  'token.domain.id': ({ scopeDomain }) => scopeDomain?.id ?? null,
  user_domain_id: ({ domain }) => domain.id,
  'token.user.domain.id': ({ domain }) => domain.id,
  'token.project.domain.id': ({ projectDomainId }) => projectDomainId,
  system_scope: ({ systemScope }) => (systemScope ? 'all' : null),
}

function credential(name: string): (caller: Caller) => string | null {
  const known = Object.hasOwn(credentials, name) ? credentials[name] : undefined
  // A slip of the pen behind `not` would let everybody through.
  if (!known) throw new Error(`"${name}" is not known of a caller. Known are ${Object.keys(credentials).join(', ')}.`)
  return known
}

function attributeOf({ projectId, userId, attributes }: Target, name: string): string | boolean | null | undefined {
  if (attributes && Object.hasOwn(attributes, name)) return attributes[name]
  if (name === 'project_id' || name === 'tenant_id') return projectId
  return name === 'user_id' ? userId : undefined
}

function describeComparison(kind: string, match: string): string {
  const attribute = /^%\(([^)]+)\)s$/.exec(match)?.[1]
  // Of a port on a shared network it is the network's project that is asked, and not the port's.
  const owner = /^(\w+):(?:project|tenant)_id$/.exec(attribute ?? '')?.[1]
  if (kind === 'project_id' || kind === 'tenant_id')
    return owner === undefined ? 'in the project' : `in the project of the ${owner.replaceAll('_', ' ')}`
  if (kind === 'user_id') return 'as the same user'
  if (kind === 'system_scope') return 'on the whole system'
  if (kind.includes('domain')) return 'in the same domain'
  return attribute === undefined ? `${kind} ${match}` : `a target whose ${attribute} is ${kind.replaceAll(/['"]/g, '')}`
}
