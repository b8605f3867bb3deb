import { sql, type RawBuilder } from 'kysely'
import { invalid, notFound } from '#platform/errors'
import type { Db } from '#platform/db/database'
import type { Caller } from '#platform/http/caller'
import { isUuid } from '#platform/ids'
import { oneOf, visibleRows, withoutHidden, type Resource, type Row } from './resource.ts'

/** What a list is asked for: Neutron's paging words, and attributes that the rows must have. */
export interface ListQuery {
  filters: RawBuilder<unknown>
  order: RawBuilder<unknown>
  limit: number | undefined
  marker: string | undefined
  isReversed: boolean
  fields: readonly string[]
}

const pagingWords = new Set(['fields', 'sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse'])

/** The query's parameters as SQL; one that means nothing here is a 400 that says what does. */
export function parseListQuery(resource: Resource, parameters: URLSearchParams): ListQuery {
  const filters = [...new Set(parameters.keys())].filter((name) => !pagingWords.has(name))
  const conditions = filters.map((name) => condition(resource, name, parameters.getAll(name)))
  const isReversed = parameters.get('page_reverse')?.toLowerCase() === 'true'
  return {
    filters: conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `),
    order: parseOrder(resource, parameters, isReversed),
    limit: parseLimit(parameters.get('limit')),
    marker: parameters.get('marker') || undefined,
    isReversed,
    fields: parameters.getAll('fields').filter((name) => name !== ''),
  }
}

function condition(resource: Resource, name: string, values: readonly string[]): RawBuilder<unknown> {
  const other = Object.hasOwn(resource.otherFilters, name) ? resource.otherFilters[name] : undefined
  if (other) return other(values)
  const kind = kindOf(resource, name)
  if (kind) return oneOf(name, kind, values)
  const known = [...Object.keys(resource.attributes), ...Object.keys(resource.otherFilters)]
  throw invalid(`'${name}' is an invalid attribute for filtering. Valid are: ${known.join(', ')}.`, name)
}

const kindOf = ({ attributes }: Resource, name: string) =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined

function parseOrder(resource: Resource, parameters: URLSearchParams, isReversed: boolean) {
  const keys = parameters.getAll('sort_key')
  const directions = parameters.getAll('sort_dir')
  const wanted = keys.map((key, i) => ({ key, isDown: isDownwards(directions[i]) }))
  const columns = wanted.length > 0 ? wanted : [{ key: 'created_at', isDown: false }]
  for (const { key } of columns)
    if (!kindOf(resource, key))
      throw invalid(
        `'${key}' is an invalid attribute for sort_key. Valid are: ${Object.keys(resource.attributes).join(', ')}.`,
      )
  // The id decides among equals, so that pages never overlap.
  return sql.join(
    [...columns, { key: 'id', isDown: false }].map(({ key, isDown }) =>
      isDown !== isReversed ? sql`${sql.ref(`v.${key}`)} desc` : sql`${sql.ref(`v.${key}`)}`,
    ),
  )
}

function isDownwards(direction = 'asc'): boolean {
  if (direction === 'asc' || direction === 'desc') return direction === 'desc'
  throw invalid(`'${direction}' is an invalid value for sort_dir. Valid are: asc, desc.`, 'sort_dir')
}

function parseLimit(text: string | null): number | undefined {
  if (text === null) return undefined
  if (!/^\d{1,9}$/.test(text))
    throw invalid(`Invalid input for limit. '${text}' is not a number of zero or more.`, 'limit')
  return Number(text) === 0 ? undefined : Number(text)
}

/** The page of rows that the query asks for, and whether there are more behind it. */
export async function listRows(
  db: Db,
  resource: Resource,
  caller: Caller,
  query: ListQuery,
): Promise<{ rows: readonly Row[]; hasMore: boolean }> {
  const { filters, order, limit, marker, isReversed } = query
  const numbered = sql`
    select v.*, row_number() over (order by ${order}) as place
    from (${visibleRows(resource, caller)}) v where ${filters}`
  const after = marker === undefined ? 0 : await placeOf(db, resource, numbered, marker)
  const { rows } = await sql<{ row: Row }>`
    select to_jsonb(v) - 'place' as row from (${numbered}) v where place > ${after}
    order by place ${limit === undefined ? sql`` : sql`limit ${limit + 1}`}`.execute(db)
  const page = rows.slice(0, limit).map(({ row }) => withoutHidden(resource, row))
  return { rows: isReversed ? page.toReversed() : page, hasMore: rows.length > page.length }
}

async function placeOf(db: Db, resource: Resource, numbered: RawBuilder<unknown>, marker: string): Promise<number> {
  const { rows } = isUuid(marker)
    ? await sql<{ place: number }>`select place from (${numbered}) v where id = ${marker}`.execute(db)
    : { rows: [] }
  if (!rows[0]) throw notFound(`${resource.noun} (the marker)`, marker)
  return rows[0].place
}
