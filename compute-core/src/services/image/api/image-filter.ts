import { readTime } from '#platform/service/fields'
import type { FilterKind, Operator } from '../store/image-listing.ts'

/** How each kind may be compared, by the operators of OpenStack's API guidelines. */
const operators = {
  text: ['eq', 'neq', 'in'],
  number: ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in'],
  time: ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'],
} as const satisfies Record<FilterKind, readonly Operator[]>

/** One comparison: with one value, or with several for `in`. */
export interface Filter {
  operator: Operator
  values: readonly string[]
}

/** Why a filter cannot be applied. */
export interface FilterProblem {
  problem: string
}

/** What `expression` (`gte:2026-01-31`, `in:"a,b",c`, or just a value) asks of an attribute of this kind. */
export function filterOf(kind: FilterKind, expression: string): Filter | FilterProblem {
  const [operator, operand] = split(kind, expression)
  if (!(operators[kind] as readonly string[]).includes(operator))
    return { problem: `Unable to filter by unknown operator ${operator}. Known here: ${operators[kind].join(', ')}.` }
  const values = operator === 'in' ? listOf(operand) : [operand]
  if (!values) return { problem: 'A quotation mark stands at both ends of a value, with commas between the values.' }
  const strange = values.find((value) => !isOfKind[kind](value))
  if (strange !== undefined) return { problem: wanted[kind] }
  // A time without a zone is one of UTC, whatever the database's own zone.
  return {
    operator: operator as Operator,
    values: kind === 'time' ? values.map((text) => readTime(text)!.toISOString()) : values,
  }
}

/** The operator and what stands behind it. The colons of a time belong to the time. */
function split(kind: FilterKind, expression: string): [operator: string, operand: string] {
  const colon = expression.indexOf(':')
  if (colon < 0 || (kind === 'time' && isTime(expression))) return ['eq', expression]
  return [expression.slice(0, colon), expression.slice(colon + 1)]
}

const item = /"([^"\\]*(?:\\.[^"\\]*)*)"(?:,|$)|([^",]*)(?:,|$)/sy

/** The values of a list with commas between them; a value with commas in it stands in quotation marks. */
function listOf(text: string): string[] | undefined {
  const values: string[] = []
  item.lastIndex = 0
  for (let at = 0; at < text.length; at = item.lastIndex) {
    const [, quoted, bare] = item.exec(text) ?? []
    if (quoted === undefined && bare === undefined) return undefined
    values.push(quoted === undefined ? bare! : quoted.replaceAll(/\\(.)/gs, '$1'))
  }
  return values
}

const isTime = (text: string): boolean => readTime(text) !== undefined
const isOfKind: Readonly<Record<FilterKind, (value: string) => boolean>> = {
  text: () => true,
  number: (value) => /^\d{1,15}$/.test(value),
  time: isTime,
}

const wanted: Readonly<Record<FilterKind, string>> = {
  text: 'It is text.',
  number: 'It is a whole number of at least 0, like 1024 or gte:1024.',
  time: 'It is a time, like gte:2026-01-31T12:00:00Z.',
}
