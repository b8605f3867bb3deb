import { invalid, notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { isUuid } from '#platform/ids'
import { visibilities } from '../domain/image-attributes.ts'
import { sortKeys, type ImageQuery, type Sort, type SortKey, type TimeBound } from '../store/image-listing.ts'

const defaultLimit = 25
const columns = {
  id: 'id',
  name: 'name',
  status: 'status',
  owner: 'project_id',
  disk_format: 'disk_format',
  container_format: 'container_format',
} as const
const otherKeys = new Set([
  'limit',
  'marker',
  'sort',
  'sort_key',
  'sort_dir',
  'visibility',
  'os_hidden',
  'protected',
  'size_min',
  'size_max',
  'created_at',
  'updated_at',
  'tag',
  'member_status',
])

/** What GET /v2/images asks for; whatever is no known key is the name of a property. */
export function parseImageQuery(c: CloudContext, maxLimit: number): ImageQuery {
  const query = c.req.query()
  const caller = c.get('caller')
  const { visibility, marker } = query
  if (visibility !== undefined && ![...visibilities, 'all'].includes(visibility))
    throw invalid(`visibility is one of ${visibilities.join(', ')} and all.`, 'visibility')
  if (marker !== undefined && !isUuid(marker))
    throw invalid(`The marker ${marker} is not an image that you can see.`, 'marker')
  return {
    seenBy: caller.isAdmin ? undefined : { projectId: caller.projectId },
    visibility,
    hidden: flag(query, 'os_hidden') ?? false,
    columns: Object.fromEntries(
      Object.entries(columns).flatMap(([key, column]) =>
        query[key] === undefined ? [] : [[column, oneOf(query[key])]],
      ),
    ),
    protected: flag(query, 'protected'),
    minSize: count(query, 'size_min'),
    maxSize: count(query, 'size_max'),
    times: [...timeBounds(c, 'created_at'), ...timeBounds(c, 'updated_at')],
    tags: c.req.queries('tag') ?? [],
    properties: Object.fromEntries(
      Object.entries(query).filter(([key]) => !Object.hasOwn(columns, key) && !otherKeys.has(key)),
    ),
    sort: parseSort(c),
    markerId: marker,
    limit: Math.min(count(query, 'limit') ?? defaultLimit, maxLimit),
  }
}

const oneOf = (value: string): string[] =>
  value.startsWith('in:')
    ? value
        .slice(3)
        .split(',')
        .map((item) => item.replace(/^"(.*)"$/, '$1'))
    : [value]

function flag(query: Record<string, string>, key: string): boolean | undefined {
  const value = query[key]?.toLowerCase()
  if (value === undefined) return undefined
  if (value !== 'true' && value !== 'false') throw invalid(`${key} is true or false.`, key)
  return value === 'true'
}

function count(query: Record<string, string>, key: string): number | undefined {
  const value = query[key]
  if (value === undefined) return undefined
  if (!/^\d{1,15}$/.test(value)) throw invalid(`${key} is a whole number of at least 0.`, key)
  return Number(value)
}

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=', neq: '<>' } as const

function timeBounds(c: CloudContext, column: TimeBound['column']): TimeBound[] {
  return (c.req.queries(column) ?? []).map((value) => {
    const [, name = 'eq', time = ''] = /^(?:(gt|gte|lt|lte|eq|neq):)?(\d{4}-.*)$/.exec(value) ?? []
    const at = new Date(time)
    if (Number.isNaN(at.getTime())) throw invalid(`${column} is like gte:2026-01-31T12:00:00Z.`, column)
    return { column, operator: operators[name as keyof typeof operators], at }
  })
}

function parseSort(c: CloudContext): Sort[] {
  const directions = c.req.queries('sort_dir') ?? []
  const given = c.req
    .query('sort')
    ?.split(',')
    .map((item) => item.split(':')) ??
    c.req.queries('sort_key')?.map((key, n) => [key, directions[n] ?? directions[0] ?? 'desc']) ?? [
      ['created_at', directions[0] ?? 'desc'],
    ]
  const sort = given.map(([key = '', direction = 'desc']): Sort => {
    if (!(sortKeys as string[]).includes(key))
      throw invalid(`${key} is nothing to sort by. Sort by ${sortKeys.join(', ')}.`, 'sort')
    if (direction !== 'asc' && direction !== 'desc') throw invalid('A sort direction is asc or desc.', 'sort')
    return { key: key as SortKey, direction }
  })
  // The id at the end makes the order total, so that no page repeats or skips an image.
  return sort.some(({ key }) => key === 'id') ? sort : [...sort, { key: 'id', direction: sort.at(-1)!.direction }]
}

/** The refusal of a marker that the caller cannot see. */
export const unknownMarker = (id: string) => notFound('The marker image', id)

/** The address of this list from `marker` on; without one, from its start. */
export function pageAddress(c: CloudContext, marker?: string): string {
  const query = new URL(c.req.url).searchParams
  query.delete('marker')
  if (marker !== undefined) query.set('marker', marker)
  const text = query.toString()
  return text === '' ? '/v2/images' : `/v2/images?${text}`
}
