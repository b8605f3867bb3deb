import { parseQuery, type QueryTerm } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { t } from '#ui/i18n'
import { offsetOf, pageOf } from './api-page.ts'
import type { ListPage, ListRequest } from './descriptor.ts'

/** What rows that are all here are searched and sorted by. */
export interface Fields<Row> {
  /** The values of each key of the query bar, which are also the keys of the order. */
  keys: Readonly<Record<string, (row: Row) => readonly string[]>>
  /** The keys in whose values text alone is found. */
  textIn: readonly string[]
}

/** A query that cannot be answered, told as the cloud tells its own. */
class QueryRefusal extends Error {
  readonly status = 400
}

/** One page of rows that the API gives all at once, searched and sorted as the cloud does with its lists. */
export function pageOfRows<Row>(rows: readonly Row[], request: ListRequest, fields: Fields<Row>): ListPage<Row> {
  const { terms, problems } = parseQuery(request.q)
  if (problems[0]) throw new QueryRefusal(problems[0].message)
  const tests = terms.map((term) => testOf(term, fields))
  const found = rows.filter((row) => tests.every((holds) => holds(row))).toSorted(inOrder(request.sort, fields))
  const from = offsetOf(request)
  return pageOf(found.slice(from, from + request.size + 1), found.length, request, 'offset')
}

function testOf<Row>({ key, isNegated, values }: QueryTerm, { keys, textIn }: Fields<Row>): (row: Row) => boolean {
  const known = Object.keys(keys)
  if (key !== undefined && !known.includes(key))
    throw new QueryRefusal(t('There is no key “{{key}}”. Known are: {{known}}.', { key, known: known.join(', ') }))
  const patterns = values.map(({ pieces }) => patternOf(pieces, key !== undefined))
  const valuesIn = (row: Row) => (key === undefined ? textIn : [key]).flatMap((each) => keys[each]!(row))
  return (row) => valuesIn(row).some((value) => patterns.some((pattern) => pattern.test(value))) !== isNegated
}

/** Without regard to case; a key's value is meant as a whole, text alone is a part. */
const patternOf = (pieces: readonly string[], isWhole: boolean): RegExp => {
  const body = pieces.map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('.*')
  return new RegExp(isWhole ? `^${body}$` : body, 'is')
}

function inOrder<Row>(sort: ListRequest['sort'], { keys }: Fields<Row>): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { key, direction } of sort) {
      const [left, right] = [a, b].map((row) => keys[key]?.(row).join() ?? '') as [string, string]
      const order = left.localeCompare(right, undefined, { numeric: true, sensitivity: 'base' })
      if (order !== 0) return direction === 'asc' ? order : -order
    }
    return 0
  }
}
