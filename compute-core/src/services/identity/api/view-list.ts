import { z } from 'zod'
import { countHeader, wantsCount } from '#platform/service/list-query/list-search'
import type { RouteResponse } from '#platform/service/route'
import type { RequestContext } from './route.ts'

/** A resource's own address. */
export const selfLink = z.strictObject({ self: z.string() })

const listLinks = z.strictObject({ self: z.string(), next: z.null(), previous: z.null() })

/** The body of a list whose items stand under `plural`. */
export const listOf = <Item extends z.ZodType>(plural: string, item: Item) =>
  z.strictObject({ [plural]: z.array(item), links: listLinks })

/** A list as Keystone sends it, whole: it has no pages. */
export const viewList = (context: RequestContext, plural: string, items: readonly unknown[]) => ({
  [plural]: items,
  links: { next: null, previous: null, self: selfOf(context) },
})

/** The answer with a list that can be searched: how many items it has, where that is asked for, stands in a header. */
export const listed = (context: RequestContext, plural: string, items: readonly unknown[]): RouteResponse => ({
  headers: countHeader(wantsCount(context) ? items.length : undefined),
  body: viewList(context, plural, items),
})

/** The address that was asked, as clients reach it. */
export const selfOf = ({ links, request }: RequestContext): string => links.origin + new URL(request.url).pathname

/** `row` with the address of the resource that it is. */
export const withSelf = <Row extends { id: string }>({ links }: RequestContext, plural: string, row: Row) => ({
  ...row,
  links: { self: links.self(`/v3/${plural}/${row.id}`) },
})
