import { z } from 'zod'
import { invalid } from '#platform/errors'
import { limitValue } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { pageOf } from '#platform/service/page'
import { withNamed } from '#platform/service/list-query/named-terms'
import type { ParameterRule, QueryRule } from '#platform/service/query-rule'
import type { RouteResponse } from '#platform/service/route'
import { isBase, isReadOnly } from '../domain/image-attributes.ts'
import { visibilities } from '../domain/image-values.ts'
import {
  type Condition,
  countImages,
  type FilterColumn,
  filterColumns,
  type FilterKind,
  type ImageQuery,
  listImages,
  type Sort,
  sortKeys,
  type SortKey,
} from '../store/image-listing.ts'
import { imageKeys } from '../domain/image-keys.ts'
import { type Filter, filterOf } from './image-filter.ts'
import { showImage } from './image-view.ts'
import type { ImageDeps, RequestContext } from './route.ts'
import { findVisible, mayGet, seesAll } from './visible-image.ts'

const defaultLimit = 25

const flag = z.string().regex(/^(true|false)$/i, 'It is true or false.')
const size = z.string().regex(/^\d{1,15}$/, 'It is a whole number of at least 0.')
const sortKey = z.enum(sortKeys, { error: ({ input }) => cannotSortBy(String(input)) })
const cannotSortBy = (key: string) => `Cannot sort by ${key}. Sort by ${sortKeys.join(', ')}.`

const whatItTakes = {
  text: 'A value, or one to compare with, like neq:x, or several, like in:a,"b,c".',
  number: 'A number, or one to compare with, like gte:1024.',
  time: 'A time, or one to compare with, like gte:2026-01-31.',
} satisfies Record<FilterKind, string>

const columnFilters = Object.fromEntries(
  filterColumns.map(([name, kind]): [FilterColumn, ParameterRule] => [
    name,
    {
      narrows: name,
      value: z.string().superRefine((text, check) => {
        const filter = filterOf(kind, text)
        if ('problem' in filter) check.addIssue(filter.problem)
      }),
      summary: whatItTakes[kind],
    },
  ]),
)

const bounds = filterColumns
  .filter(([, kind]) => kind === 'number')
  .flatMap(([column]) => [
    { name: `${column}_min`, column, operator: 'gte' as const, summary: `The least ${column}.` },
    { name: `${column}_max`, column, operator: 'lte' as const, summary: `The largest ${column}.` },
  ])

const listParameters = {
  ...columnFilters,
  ...Object.fromEntries(bounds.map(({ name, summary }): [string, ParameterRule] => [name, { value: size, summary }])),
  visibility: {
    narrows: 'visibility',
    value: z.enum([...visibilities, 'all'], `It is one of ${visibilities.join(', ')} and all.`),
    summary: "Images of one visibility only; all shows the community's too.",
  },
  protected: { narrows: 'protected', value: flag, summary: 'Images that are protected from deletion, or are not.' },
  os_hidden: { value: flag, summary: 'True for the images that are hidden from lists, and no others.' },
  tag: { narrows: 'tags', summary: 'A tag that the image has; it may come more than once.' },
  member_status: {
    value: z.enum(['accepted', 'pending', 'rejected', 'all'], 'It is accepted, pending, rejected or all.'),
    summary: 'What the caller has said of images shared with them: accepted unless asked otherwise.',
  },
  limit: { value: limitValue, summary: `How many images a page has at most; ${defaultLimit} unless said otherwise.` },
  marker: { summary: 'The id of the image that the page comes after.' },
  ...pageBefore,
  ...searchParameters(imageKeys),
  sort: {
    value: z.string().superRefine((text, check) => {
      for (const [key, direction] of sortPairs(text)) {
        if (!(sortKeys as readonly string[]).includes(key)) check.addIssue(cannotSortBy(key))
        else if (!isDirection(direction)) check.addIssue('A direction is asc or desc.')
      }
    }),
    summary: 'What the list is sorted by, like name:asc,size:desc.',
  },
  sort_key: { value: sortKey, summary: 'What the list is sorted by; it may come more than once.' },
  sort_dir: { value: z.enum(['asc', 'desc'], 'It is asc or desc.'), summary: 'The direction of each sort_key.' },
} satisfies Record<string, ParameterRule>

/** What images can be listed by; a name that is not declared is that of a property. */
export const imageListQuery: QueryRule = { parameters: listParameters, alsoAllowed: /./, keepsAllowed: true }

/** One page of the images that the caller may see, with the way to the next. */
export async function imageList(deps: ImageDeps, context: RequestContext): Promise<RouteResponse> {
  const asked = readQuery(context, deps.maxLimit)
  const query = { ...asked, terms: await withNamed(asked.terms, 'project', deps.projectsNamed) }
  const edge = query.beforeId ?? query.markerId
  if (edge !== undefined) await assertMarker(deps, context, edge)
  const [images, total] = await Promise.all([
    query.limit === 0 ? [] : listImages(deps.store.db, query),
    wantsCount(context) ? countImages(deps.store.db, query) : undefined,
  ])
  const last = images.at(-1)
  const isFollowed = query.beforeId !== undefined || images.length === query.limit
  return {
    headers: countHeader(total),
    body: {
      images: images.filter((image) => mayGet(context, image)).map(showImage),
      first: pageAddress(context),
      ...(last && isFollowed && { next: pageAddress(context, last.id) }),
      schema: '/v2/schemas/images',
    },
  }
}

async function assertMarker(deps: ImageDeps, context: RequestContext, marker: string): Promise<void> {
  if (!(await findVisible(deps, context, marker)))
    throw invalid(`The marker ${marker} is not an image that you can see.`, 'marker')
}

function readQuery(context: RequestContext, maxLimit: number): ImageQuery {
  const { query, caller } = context
  const flagOf = (name: string) => (query.has(name) ? query.one(name)!.toLowerCase() === 'true' : undefined)
  const { limit, marker, before } = pageOf(context, maxLimit, defaultLimit)
  return {
    seenBy: {
      projectId: caller.projectId,
      seesAll: seesAll(context),
      memberStatus: query.one('member_status') ?? 'accepted',
    },
    visibility: query.one('visibility'),
    hidden: flagOf('os_hidden') ?? false,
    conditions: conditionsOf(context),
    protected: flagOf('protected'),
    tags: query.all('tag'),
    properties: propertiesOf(context),
    sort: readSort(context),
    markerId: marker,
    beforeId: before,
    limit,
    terms: termsOf(context, imageKeys, seesAll(context)),
  }
}

function conditionsOf({ query }: RequestContext): Condition[] {
  return [
    ...filterColumns.flatMap(([column, kind]) =>
      query.all(column).map((text) => ({ column, ...(filterOf(kind, text) as Filter) })),
    ),
    ...bounds.flatMap(({ name, column, operator }) =>
      query.all(name).map((value) => ({ column, operator, values: [value] })),
    ),
  ]
}

function propertiesOf({ query }: RequestContext): Record<string, string> {
  const names = query.names().filter((name) => !Object.hasOwn(listParameters, name))
  if (names.includes('changes-since'))
    throw invalid('There is no filter changes-since any more. Filter by updated_at=gte:… instead.', 'changes-since')
  // No property can be called that: the list would be empty, whatever there is.
  const reserved = names.find((name) => isReadOnly(name) || isBase(name))
  if (reserved !== undefined) throw invalid(`Images cannot be filtered by ${reserved}.`, reserved)
  return Object.fromEntries(names.map((name) => [name, query.one(name)!]))
}

const isDirection = (text: string): text is Sort['direction'] => text === 'asc' || text === 'desc'

const sortPairs = (sort: string) =>
  sort.split(',').map((item): [string, string] => {
    const [key = '', direction = ''] = item.split(/:(.*)/s)
    return [key.trim(), direction.trim() || 'desc']
  })

/** Either `sort`, or each `sort_key` with its `sort_dir`, or with the only one that there is. */
function readSort({ query }: RequestContext): Sort[] {
  const [keys, directions] = [query.all('sort_key'), query.all('sort_dir')]
  const sort = query.one('sort')
  if (sort !== undefined && keys.length + directions.length > 0)
    throw invalid('Old and new sorting syntax cannot be combined. Send sort alone, or sort_key and sort_dir.', 'sort')
  if (directions.length > 1 && directions.length !== keys.length)
    throw invalid(
      'Number of sort dirs does not match the number of sort keys. Send one for each, or one for all.',
      'sort_dir',
    )
  const pairs =
    sort === undefined
      ? (keys.length > 0 ? keys : ['created_at']).map((key, index) => [
          key,
          directions[index] ?? directions[0] ?? 'desc',
        ])
      : sortPairs(sort)
  // What a list is sorted by already does not sort it again.
  const isFirst = ([key]: readonly string[], index: number) => pairs.findIndex(([other]) => other === key) === index
  return pairs
    .filter(isFirst)
    .map(([key, direction]) => ({ key: key as SortKey, direction: direction as Sort['direction'] }))
}

/** The address of this list from `marker` on; without one, from its start. */
function pageAddress({ request }: RequestContext, marker?: string): string {
  const query = new URL(request.url).searchParams
  query.delete('marker')
  query.delete('kilonova:before')
  if (marker !== undefined) query.set('marker', marker)
  const text = query.toString()
  return text === '' ? '/v2/images' : `/v2/images?${text}`
}
