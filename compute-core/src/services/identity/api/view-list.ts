import { z } from 'zod'
import type { ListFound } from '#platform/db/listing'
import { countHeader } from '#platform/service/list-query/list-search'
import type { RouteResponse } from '#platform/service/route'
import type { RequestContext } from './route.ts'

/** A resource's own address. */
export const selfLink = z.strictObject({ self: z.string() })

const listLinks = z.strictObject({ self: z.string(), next: z.string().nullable(), previous: z.null() })

/** The body of a list whose items stand under `plural`. */
export const listOf = <Item extends z.ZodType>(plural: string, item: Item) =>
  z.strictObject({ [plural]: z.array(item), links: listLinks, truncated: z.literal(true).optional() })

/** A list as Keystone sends it, whole: it has no pages. */
export const viewList = (context: RequestContext, plural: string, items: readonly unknown[]) => ({
  [plural]: items,
  links: { next: null, previous: null, self: selfOf(context) },
})

const idOf = (view: unknown) => (view as { id: string }).id

/** The answer with one page of a list, each row as `view` shows it, and with the way to the next page where there is one. */
export function listed<Row, View>(
  context: RequestContext,
  plural: string,
  { rows, isMore, total }: ListFound<Row>,
  view: (context: RequestContext, row: Row) => View,
  markerOf: (view: View) => string = idOf,
): RouteResponse {
  const views = rows.map((row) => view(context, row))
  const last = views.at(-1)
  const self = selfOf(context)
  const isFollowed = last !== undefined && (isMore || context.query.has('kilonova:before'))
  const next = isFollowed ? nextPage(context, self, { size: rows.length, marker: markerOf(last) }) : null
  return {
    headers: countHeader(total),
    body: { [plural]: views, links: { next, previous: null, self }, ...(isFollowed && { truncated: true }) },
  }
}

/** What is found where nothing can be. */
export const nothing = ({ isCounted }: { isCounted: boolean }): ListFound<never> => ({
  rows: [],
  isMore: false,
  total: isCounted ? 0 : undefined,
})

function nextPage({ request }: RequestContext, self: string, { size, marker }: { size: number; marker: string }) {
  const query = new URL(request.url).searchParams
  query.delete('kilonova:before')
  query.set('marker', marker)
  if (!query.has('limit')) query.set('limit', String(size))
  return `${self}?${query}`
}

/** The address that was asked, as clients reach it. */
export const selfOf = ({ links, request }: RequestContext): string => links.origin + new URL(request.url).pathname

/** `row` with the address of the resource that it is. */
export const withSelf = <Row extends { id: string }>({ links }: RequestContext, plural: string, row: Row) => ({
  ...row,
  links: { self: links.self(`/v3/${plural}/${row.id}`) },
})
