import type { ParameterRule, Query } from '#platform/service/query-rule'
import type { ListKeys } from '#platform/service/list-query/query-keys'
import { searchParameters, termsOf } from '#platform/service/list-query/list-search'
import type { Comparator, Comparison, Condition } from '../domain/list-filter.ts'
import { identityKeys, type SearchedList } from '../domain/list-keys.ts'
import { asFlag } from './fields.ts'

/** What a list can be narrowed by: a name or another text, an id, or a yes or no. */
export type Filterable = Readonly<Record<string, 'text' | 'id' | 'flag'>>

const comparators = ['contains', 'startswith', 'endswith'] as const

/** The filters of a list: the parameters that its route declares, and what a query says by them. */
export interface ListFilters {
  parameters: Readonly<Record<string, ParameterRule>>
  of(query: Query): Condition[]
}

/** The filters of a list that cannot be searched. */
export interface PlainFilters extends ListFilters {
  of(query: Query): Comparison[]
}

/** The filters of a list that can be searched in the language of lists besides. */
export function searchable(list: SearchedList, filters: PlainFilters): ListFilters {
  const keys: ListKeys = identityKeys[list]
  return {
    parameters: { ...filters.parameters, ...searchParameters(keys) },
    of: (query) => [...filters.of(query), { list, terms: termsOf({ query }, keys) }],
  }
}

/**
 * Keystone's filters by these attributes: a text also by `name__contains`, `__startswith`, `__endswith`, and by all three with an `i` in
 * front, which do not tell upper case from lower case; nor does the plain one, as over MySQL.
 */
export function filterBy(attributes: Filterable): PlainFilters {
  const filters = Object.entries(attributes).flatMap(([attribute, kind]) => [
    { parameter: attribute, attribute, kind, comparator: 'is' as Comparator, ignoresCase: kind === 'text' },
    ...(kind === 'text' ? comparators : []).flatMap((comparator) =>
      [false, true].map((ignoresCase) => ({
        parameter: `${attribute}__${ignoresCase ? 'i' : ''}${comparator}`,
        attribute,
        kind,
        comparator,
        ignoresCase,
      })),
    ),
  ])
  return {
    parameters: Object.fromEntries(filters.map(({ parameter, attribute }) => [parameter, { narrows: attribute }])),
    of: (query) =>
      filters
        .filter(({ parameter }) => query.has(parameter))
        .map(({ parameter, attribute, kind, comparator, ignoresCase }) => {
          const value = query.one(parameter)!
          return { attribute, comparator, ignoresCase, value: kind === 'flag' ? asFlag(value)! : value }
        }),
  }
}
