import type { SortOrder } from '#platform/service/list-query/list-sort'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import type { SearchedList } from './list-keys.ts'

/** How an attribute is compared with what a filter says. */
export type Comparator = 'is' | 'contains' | 'startswith' | 'endswith'

/** What a request asks of a list: a filter, or a search in the language of lists. */
export type Condition = Comparison | Search

/** A search of a list. */
export interface Search {
  list: SearchedList
  terms: readonly ReadTerm[]
}

/** What a request asks of a list that has pages. */
export interface AskedOfList {
  conditions: readonly Condition[]
  order: readonly SortOrder[]
  /** Undefined for all of them. */
  limit: number | undefined
  /** The last one of the page before. */
  marker: string | undefined
  /** The first one of the page after. */
  before: string | undefined
  /** Whether all that match are counted. */
  isCounted: boolean
}

/** One filter of a list, as a request has it. */
export interface Comparison {
  attribute: string
  comparator: Comparator
  value: string | boolean
  ignoresCase: boolean
}

/** Whether `item` is as a filter wants it; the same as `store/matching.ts` asks of rows. */
export function isMatch(item: Readonly<Record<string, unknown>>, condition: Comparison): boolean {
  const has = item[condition.attribute]
  if (has === undefined || has === null) return false
  if (typeof condition.value === 'boolean') return has === condition.value
  const fold = (text: string) => (condition.ignoresCase ? text.toLowerCase() : text)
  const [text, wanted] = [fold(String(has)), fold(condition.value)]
  switch (condition.comparator) {
    case 'is':
      return text === wanted
    case 'contains':
      return text.includes(wanted)
    case 'startswith':
      return text.startsWith(wanted)
    case 'endswith':
      return text.endsWith(wanted)
  }
}

/** That a column has exactly this value. */
export const equals = (attribute: string, value: Comparison['value']): Comparison => ({
  attribute,
  comparator: 'is',
  value,
  ignoresCase: false,
})
