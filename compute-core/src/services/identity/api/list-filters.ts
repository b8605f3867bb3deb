import type { ParameterRule, Query } from '#platform/service/query-rule'
import type { ListKeys } from '#platform/service/list-query/query-keys'
import { pageBefore, searchParameters, termsOf, wantsCount } from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { pageOf, pageParameters } from '#platform/service/page'
import type { AskedOfList, Comparator, Comparison } from '../domain/list-filter.ts'
import { defaultOrder, identityKeys, identitySortKeys, type SearchedList } from '../domain/list-keys.ts'
import { asFlag } from './fields.ts'
import type { RequestContext } from './route.ts'

/** What a list can be narrowed by: a name or another text, an id, or a yes or no. */
export type Filterable = Readonly<Record<string, 'text' | 'id' | 'flag'>>

const comparators = ['contains', 'startswith', 'endswith'] as const

/** The filters of a list that cannot be searched: the parameters that its route declares, and what a query says by them. */
export interface PlainFilters {
  parameters: Readonly<Record<string, ParameterRule>>
  of(query: Query): Comparison[]
}

/** What a list with pages can be asked for. */
export interface SearchedFilters {
  parameters: Readonly<Record<string, ParameterRule>>
  /** What a request asks of it: as many as it says, `maxLimit` at most, and as many or all (`isWhole`) where it says nothing. */
  of(context: Pick<RequestContext, 'query'>, maxLimit: number, isWhole?: boolean): AskedOfList
}

/** The filters of a list that has pages, can be sorted, and searched in the language of lists. */
export function searchable(list: SearchedList, filters: PlainFilters): SearchedFilters {
  const keys: ListKeys = identityKeys[list]
  return {
    parameters: {
      ...filters.parameters,
      ...pageParameters,
      ...pageBefore,
      ...sortParameters(identitySortKeys[list]),
      ...searchParameters(keys),
    },
    of(context, maxLimit, isWhole = false) {
      const { limit, ...page } = pageOf(context, maxLimit)
      // As in Keystone, where a limit of 0 is none.
      const isUnlimited = !Number(context.query.one('limit') ?? 0)
      return {
        conditions: [...filters.of(context.query), { list, terms: termsOf(context, keys) }],
        order: sortOf(context, defaultOrder(list)),
        limit: isUnlimited ? (isWhole ? undefined : maxLimit) : limit,
        marker: page.marker || undefined,
        before: page.before || undefined,
        isCounted: wantsCount(context),
      }
    },
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
