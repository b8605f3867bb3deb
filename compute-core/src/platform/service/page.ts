import { invalid } from '#platform/errors'
import { limitValue } from './fields.ts'
import type { ParameterRule } from './query-rule.ts'
import type { RequestContext } from './route.ts'

/** The two parameters that every paged list has. */
export const pageParameters = {
  limit: { value: limitValue, summary: 'How many items a page has at most.' },
  marker: { summary: 'The id of the last item of the page before.' },
} as const satisfies Record<string, ParameterRule>

/** How much of a list is asked for. */
export interface Page {
  limit: number
  marker: string | undefined
  /** The item that the page ends before, where it is asked for by that. */
  before?: string | undefined
}

/** The page asked for; at most `maxLimit` items, and as many where nothing is said. */
export function pageOf({ query }: Pick<RequestContext, 'query'>, maxLimit: number, defaultLimit = maxLimit): Page {
  const limit = query.one('limit')
  const [marker, before] = [query.one('marker'), query.one('kilonova:before')]
  if (marker !== undefined && before !== undefined)
    throw invalid('A page begins after its marker or ends before another item. Send one of the two.', 'kilonova:before')
  return {
    limit: Math.min(limit === undefined ? defaultLimit : Number(limit), maxLimit),
    marker,
    before,
  }
}

/** The way to the next page, under `name`, when this one is full, or is known to have an item behind it. */
export function nextLinks(
  context: Pick<RequestContext, 'links'>,
  list: { name: string; path: string; page: Page; ids: readonly string[] },
): Record<string, unknown> {
  const last = list.ids.at(-1)
  if (last === undefined || (list.page.before === undefined && list.ids.length < list.page.limit)) return {}
  return { [list.name]: context.links.next(list.path, last) }
}
