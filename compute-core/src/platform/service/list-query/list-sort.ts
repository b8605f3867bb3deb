import { z } from 'zod'
import type { ParameterRule } from '../query-rule.ts'
import type { RequestContext } from '../route.ts'

/** One key of the order of a list. */
export interface SortOrder {
  key: string
  direction: 'asc' | 'desc'
}

/** The parameters of a list that can be sorted by these keys. */
export const sortParameters = (keys: readonly string[]) =>
  ({
    sort_key: {
      value: z.enum(keys, `Cannot sort by this. Sort by one of ${keys.join(', ')}.`),
      summary: 'What the list is sorted by, the most significant first; it may come more than once.',
    },
    sort_dir: {
      value: z.enum(['asc', 'desc'], 'It must be asc or desc.'),
      summary: 'The direction of each sort_key: asc unless said otherwise.',
    },
  }) satisfies Record<string, ParameterRule>

/** The order that is asked for, or `fallback`; a key that comes twice counts where it comes first. */
export function sortOf({ query }: Pick<RequestContext, 'query'>, fallback: readonly SortOrder[]): readonly SortOrder[] {
  const directions = query.all('sort_dir')
  const order = new Map<string, SortOrder>()
  for (const [index, key] of query.all('sort_key').entries())
    if (!order.has(key)) order.set(key, { key, direction: directions[index] === 'desc' ? 'desc' : 'asc' })
  return order.size === 0 ? fallback : [...order.values()]
}
