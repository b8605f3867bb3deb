import type { Chance } from './random.ts'

interface Schema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  minimum?: number
  maximum?: number
  minLength?: number
  format?: string
  pattern?: string
}

const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

/** What nobody should send: wrong kinds, edges of length and range, names that mean something to a path, a shell, a page or SQL. */
export const hostileValues: readonly unknown[] = [
  null, true, -1, 0, 1e308, 2 ** 53, '', ' ', '.', '..', '../../etc/passwd', '%2e%2e', 'a/b', 'x'.repeat(300), 'x'.repeat(70_000),
  '\u0000', '\ud800', '💥 ﷽', "'; drop table server; --", '$(reboot)', '<script>alert(1)</script>', '{{7*7}}', '(?:a?){255}(?:a?){255}b',
  '__proto__', [], {}, [[]], { a: { b: 1 } }, deep(900), ['x', 1, null],
] // prettier-ignore

/** A value that `schema` takes, mostly: now and then a part of it is hostile. `known` are ids and names that exist. */
export function valueOf(schema: Schema | undefined, chance: Chance, known: readonly string[], depth = 0): unknown {
  if (schema === undefined || chance.onceIn(25)) return chance.one(hostileValues)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return chance.one(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return valueOf(chance.one(choices), chance, known, depth)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => valueOf(part, chance, known, depth)))
  const type = Array.isArray(schema.type) ? chance.one(schema.type) : schema.type
  if (type === 'object' || schema.properties) return objectOf(schema, chance, known, depth)
  if (type === 'array')
    return Array.from({ length: chance.upTo(3) }, () => valueOf(schema.items, chance, known, depth + 1))
  if (type === 'boolean') return chance.onceIn(2)
  if (type === 'integer' || type === 'number') return numberOf(schema, chance)
  if (type === 'null') return null
  return textOf(schema, chance, known)
}

function objectOf(schema: Schema, chance: Chance, known: readonly string[], depth: number) {
  const value: Record<string, unknown> = {}
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const isNeeded = schema.required?.includes(name) && !chance.onceIn(60)
    if (isNeeded || (depth < 5 && chance.onceIn(5))) value[name] = valueOf(part, chance, known, depth + 1)
  }
  if (typeof schema.additionalProperties === 'object' && chance.onceIn(2))
    value[chance.one(['a', 'b', 'role'])] = valueOf(schema.additionalProperties, chance, known, depth + 1)
  if (chance.onceIn(30)) value[chance.one(['unknown', '__proto__', ''])] = chance.one(hostileValues)
  return value
}

function numberOf({ minimum = 0, maximum = 1e6 }: Schema, chance: Chance) {
  const from = Math.max(minimum, -10)
  return chance.one([from, from + 1, from + chance.upTo(10), Math.min(maximum, 2 ** 31)])
}

function textOf({ format, minLength = 0 }: Schema, chance: Chance, known: readonly string[]) {
  if (format === 'date-time') return chance.one(['2026-11-01T00:00:00Z', '2026-13-45', '1'])
  if (known.length > 0 && chance.onceIn(2)) return chance.one(known)
  return 'a name'.padEnd(minLength, 'x').slice(0, Math.max(minLength, 1 + chance.upTo(8)))
}
