import type { CloudContext } from '#platform/http/openstack-app'
import { listRows, parseListQuery, type ListQuery } from './list-query.ts'
import { linkTo, type NetworkApp, type NetworkOptions } from './network-app.ts'
import { getRow, type Resource, type Row } from './resource.ts'

/** GET of the resource's collection and of each one in it. */
export function addListAndShow(app: NetworkApp, options: NetworkOptions, resource: Resource): void {
  app.get(`/v2.0/${resource.collection}`, async (c) => {
    const query = parseListQuery(resource, new URL(c.req.url).searchParams)
    const { rows, hasMore } = await listRows(options.db, resource, c.get('caller'), query)
    const links = pageLinks(c, options, resource, query, rows, hasMore)
    return c.json({
      [resource.collection]: rows.map((row) => onlyFields(row, query.fields)),
      ...(links.length > 0 && { [`${resource.collection}_links`]: links }),
    })
  })
  app.get(`/v2.0/${resource.collection}/:id`, async (c) => {
    const row = await getRow(options.db, resource, c.get('caller'), c.req.param('id'))
    return c.json({ [resource.singular]: onlyFields(row, c.req.queries('fields') ?? []) })
  })
}

const onlyFields = (row: Row, fields: readonly string[]) =>
  fields.length === 0 ? row : Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)))

function pageLinks(
  c: CloudContext,
  options: NetworkOptions,
  { collection }: Resource,
  { limit, marker, isReversed }: ListQuery,
  rows: readonly Row[],
  hasMore: boolean,
) {
  if (limit === undefined || rows.length === 0) return []
  const link = (rel: string, from: Row, reverse: boolean) => {
    const parameters = new URL(c.req.url).searchParams
    parameters.set('marker', from.id)
    parameters.delete('page_reverse')
    if (reverse) parameters.set('page_reverse', 'True')
    return { rel, href: linkTo(c, options, `/v2.0/${collection}?${parameters}`) }
  }
  const [hasNext, hasPrevious] = isReversed ? [marker !== undefined, hasMore] : [hasMore, marker !== undefined]
  return [
    ...(hasNext ? [link('next', rows.at(-1)!, false)] : []),
    ...(hasPrevious ? [link('previous', rows[0]!, true)] : []),
  ]
}
