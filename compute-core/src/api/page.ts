import type { Ask } from './route.ts'
import type { ComputeDeps } from './compute-deps.ts'
import { limitValue } from './fields.ts'
import type { ParameterRule } from './query-rule.ts'

/** The two parameters that every paged list has. */
export const pageParameters = { limit: { value: limitValue }, marker: {} } as const satisfies Record<
  string,
  ParameterRule
>

/** How much of a list is asked for. */
export interface Page {
  limit: number
  marker: string | undefined
}

/** The page asked for, at most as long as the settings allow. */
export function pageOf({ config }: Pick<ComputeDeps, 'config'>, { query }: Pick<Ask, 'query'>): Page {
  const limit = query.one('limit')
  return {
    limit: limit === undefined ? config.max_limit : Math.min(Number(limit), config.max_limit),
    marker: query.one('marker'),
  }
}

/** The way to the next page, under `name`, when this one is full. */
export function nextLinks(
  ask: Pick<Ask, 'links'>,
  list: { name: string; path: string; page: Page; ids: readonly string[] },
): Record<string, unknown> {
  const last = list.ids.at(-1)
  if (last === undefined || list.ids.length < list.page.limit) return {}
  return { [list.name]: ask.links.next(list.path, last) }
}
