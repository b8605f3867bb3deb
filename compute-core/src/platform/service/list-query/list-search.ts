import { forbidden, invalid } from '#platform/errors'
import { asBoolean, booleanValue } from '../fields.ts'
import type { ParameterRule } from '../query-rule.ts'
import type { RequestContext } from '../route.ts'
import { type ListKeys, readListQuery, type ReadTerm } from './query-keys.ts'
import { totalCountHeader } from './total-count.ts'

/** The parameters that a list with these keys has besides OpenStack's. */
export function searchParameters(keys: ListKeys): Readonly<Record<string, ParameterRule>> {
  return {
    'kilonova:q': {
      once: true,
      keys,
      summary:
        'What is looked for, as in name:web-* -tag:test created:<7d "some text". All terms hold; commas stand between values of which any may be it.',
    },
    'kilonova:count': {
      once: true,
      value: booleanValue,
      summary: `True for the number of all that is found, in the header ${totalCountHeader}.`,
    },
  }
}

/** The parameter of a list with pages that asks for the page before an item. */
export const pageBefore = {
  'kilonova:before': {
    once: true,
    summary: 'The first item of a page: the answer is the page that ends before it, in the same order.',
  },
} as const satisfies Record<string, ParameterRule>

/** The terms of the request's query; a 400 for one that cannot be read, a 403 for keys that the caller may not use. */
export function termsOf(
  { query }: Pick<RequestContext, 'query'>,
  keys: ListKeys,
  mayUseAllKeys = true,
): readonly ReadTerm[] {
  const text = query.one('kilonova:q')
  if (text === undefined) return []
  const { terms, problems } = readListQuery(text, keys)
  const [problem] = problems
  if (problem) throw invalid(problem.message, 'kilonova:q')
  const kept = terms.find(({ key }) => key !== undefined && keys[key]!.isForAdministrators)
  if (kept && !mayUseAllKeys) throw forbidden(`Only administrators search by ${kept.key}. Leave it out.`)
  return terms
}

/** Whether the number of all that is found is asked for. */
export const wantsCount = ({ query }: Pick<RequestContext, 'query'>): boolean =>
  asBoolean(query.one('kilonova:count') ?? '') === true

/** The headers of a list: the number of all that is found, where it was counted. */
export const countHeader = (total: number | undefined): Readonly<Record<string, string>> =>
  total === undefined ? {} : { [totalCountHeader]: String(total) }
