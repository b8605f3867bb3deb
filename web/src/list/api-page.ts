import { api, type Service } from '#shared/api'
import type { Bff } from '#shared/bff'
import type { ListPage, ListRequest } from './descriptor.ts'

/** A list of a public API, as its pages are asked for. */
export interface ApiList<Row> {
  service: Service
  /** Below the version: `/images`. Parameters that every page has may stand in it. */
  path: string
  /** The name of the rows in the answer, or how they are made of it. */
  rows: string | ((answer: never) => readonly Row[])
  /** What a page is asked by as its marker; a list without markers counts from its beginning. */
  marker: ((row: Row) => string) | 'offset'
}

/** One page of a list of a public API, with the number of all that match, and whether there are others beside it. */
export async function apiPage<Row>(
  bff: Bff,
  list: ApiList<Row>,
  request: ListRequest,
  signal: AbortSignal,
): Promise<ListPage<Row>> {
  const separator = list.path.includes('?') ? '&' : '?'
  const path = `${list.path}${separator}${apiQuery(request, list.marker === 'offset')}`
  const { body, total } = await api(bff).list<Record<string, readonly Row[]>>(list.service, path, { signal })
  const rows = typeof list.rows === 'string' ? (body[list.rows] ?? []) : list.rows(body as never)
  if (isShortStart(rows, request)) return apiPage(bff, list, firstPage(request), signal)
  return pageOf(rows, total, request, list.marker)
}

/** What a service is asked with: for one row more than is shown, which tells whether there are more. */
export function apiQuery({ q, sort, size, after, before }: ListRequest, isByOffset = false): URLSearchParams {
  const query = new URLSearchParams({ 'kilonova:count': 'true', limit: String(size + 1) })
  if (q !== '') query.set('kilonova:q', q)
  for (const { key, direction } of sort) {
    query.append('sort_key', key)
    query.append('sort_dir', direction)
  }
  if (isByOffset) query.set('offset', String(offsetOf({ size, after, before })))
  else if (before !== undefined) query.set('kilonova:before', before)
  else if (after !== undefined) query.set('marker', after)
  return query
}

type Place = { [Key in 'size' | 'after' | 'before']?: ListRequest[Key] | undefined } & { size: number }

/** How many rows stand before a page of a list without markers. */
export const offsetOf = ({ size, after, before }: Place): number =>
  Math.max(0, before === undefined ? Number(after ?? 0) || 0 : (Number(before) || 0) - size)

/** Whether a page that ends before a row has come to the beginning with less than a page: the whole first page is shown then. */
export const isShortStart = (rows: readonly unknown[], { before, size }: ListRequest): boolean =>
  before !== undefined && rows.length < size

const firstPage = ({ q, sort, size }: ListRequest): ListRequest => ({ q, sort, size })

/** The page that these rows are: as many as are shown, and one more where there are more in the direction that was asked for. */
export function pageOf<Row>(
  found: readonly Row[],
  total: number | null,
  request: ListRequest,
  marker: ApiList<Row>['marker'],
): ListPage<Row> {
  const { size, after, before } = request
  if (marker === 'offset') {
    const from = offsetOf({ size, after, before })
    const rows = found.slice(0, size)
    const isMore = found.length > size
    return { rows, total, previous: from > 0 ? String(from) : null, next: isMore ? String(from + size) : null }
  }
  const isMore = found.length > size
  const rows = before === undefined ? found.slice(0, size) : found.slice(-size)
  const isPrevious = before === undefined ? after !== undefined : isMore
  const isNext = before === undefined ? isMore : true
  const [first, last] = [rows[0], rows.at(-1)]
  return {
    rows,
    total,
    previous: isPrevious && first !== undefined ? marker(first) : null,
    next: isNext && last !== undefined ? marker(last) : null,
  }
}
