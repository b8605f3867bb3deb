import { z } from 'zod'
import { invalid, notFound } from '#platform/errors'
import { asBoolean } from '#platform/service/fields'
import type { Link } from '#platform/service/links'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { withNamed } from '#platform/service/list-query/named-terms'
import type { ParameterRule, QueryRule } from '#platform/service/query-rule'
import { type AttributeKind, countRows, findRow, type Listing, type ListPage, listRows } from '../store/listing.ts'
import {
  bestCase,
  getRow,
  listingFor,
  maySee,
  onlyFields,
  type ReadRow,
  readingRule,
  type Resource,
  scopeOf,
  viewFor,
} from './resource.ts'
import { type NetworkDeps, type RequestContext, route, type Route, type RouteResponse } from './route.ts'

/** The links to the pages before and after in a list's answer. */
const pageLinks = z.array(z.strictObject({ rel: z.enum(['next', 'previous']), href: z.string() }))

/** The parameter that has an answer hold some fields only. */
export const fieldsParameter = {
  fields: { summary: 'A field that the answer is to have, and no others; it may come more than once.' },
}

const valueOf: Readonly<Record<AttributeKind, z.ZodType | undefined>> = {
  text: undefined,
  uuid: undefined,
  boolean: z.string().refine((text) => asBoolean(text) !== undefined, 'It is neither True nor False.'),
  integer: z.string().regex(/^-?\d{1,15}$/, 'It is not an integer.'),
}

/** GET of the resource's collection, and of each one in it; `values` says what filters of its own may be. */
export function listAndShow<Row extends ReadRow>(
  resource: Resource<Row>,
  values: Readonly<Record<string, z.ZodType>> = {},
): Route[] {
  const { collection, member = collection, singular, viewSchema, parameters = {} } = resource
  return [
    route(`GET /v2.0/${collection}`, {
      rule: readingRule(resource)!,
      target: bestCase,
      query: queryOf(knownListing(resource), values, resource),
      response: z.strictObject({ [member]: z.array(viewSchema), [`${member}_links`]: pageLinks.optional() }),
      summary: `Lists the ${member.replaceAll('_', ' ')} that the caller may see.`,
      handle: (deps, context) => list(deps, context, resource),
    }),
    route(`GET /v2.0/${collection}/:id`, {
      rule: readingRule(resource)!,
      target: bestCase,
      query: { parameters: { ...fieldsParameter, ...parameters } },
      response: z.strictObject({ [singular]: viewSchema }),
      summary: `Shows one of the ${member.replaceAll('_', ' ')}.`,
      async handle(deps, context) {
        const row = await getRow(deps, context, resource, context.params['id']!)
        const view = onlyFields(viewFor(context, resource, row), context)
        return { body: { [singular]: view }, isPartial: context.query.has('fields') }
      },
    }),
  ]
}

/** What can be asked of a listing is the same for every request. */
const knownListing = <Row extends ReadRow>({ listing }: Resource<Row>): Listing<Row> =>
  typeof listing === 'function' ? listing(nobody) : listing

const nobody = { caller: { projectId: null }, query: { all: () => [] } } as unknown as RequestContext

/** What a list can be asked for. */
function queryOf(
  listing: Listing<unknown>,
  values: Readonly<Record<string, z.ZodType>>,
  { keys, parameters }: Pick<Resource<never>, 'keys' | 'parameters'>,
): QueryRule {
  const filters: Record<string, ParameterRule> = {}
  for (const [name, { kind, isConstant }] of Object.entries(listing.attributes))
    filters[name] = { ...(!isConstant && { narrows: name }), ...(valueOf[kind] && { value: valueOf[kind] }) }
  for (const name of Object.keys(listing.filters))
    filters[name] = { ...filters[name], ...(Object.hasOwn(values, name) && { value: values[name]! }) }
  const pages = pageParameters(Object.keys(listing.attributes))
  const searches = keys ? { ...pageBefore, ...ownOnly, ...searchParameters(keys) } : {}
  return { closedSince: '2.0', parameters: { ...filters, ...pages, ...searches, ...parameters } }
}

const pageParameters = (sortKeys: readonly string[]) =>
  ({
    ...fieldsParameter,
    limit: {
      value: z.string().regex(/^\d{1,9}$/, 'It must be a number of zero or more.'),
      summary: 'How many items a page has at most; 0 is no limit.',
    },
    marker: { summary: 'The id of the item that the page comes after.' },
    page_reverse: { summary: 'True for the page before the marker.' },
    sort_key: {
      value: z.enum(sortKeys, `Cannot sort by this. Sort by one of ${sortKeys.join(', ')}.`),
      summary: 'What the list is sorted by; it may come more than once.',
    },
    sort_dir: { value: z.enum(['asc', 'desc'], 'It must be asc or desc.'), summary: 'The direction of each sort_key.' },
  }) satisfies Record<string, ParameterRule>

/** Pages about one project show an administrator what its members see there, and not the whole cloud. */
const ownOnly = {
  'kilonova:own': {
    once: true,
    value: z.string().refine((text) => asBoolean(text) !== undefined, 'It is neither true nor false.'),
    summary:
      'True for only what the project has or may use, which for everybody but administrators is all that there is to see.',
  },
} satisfies Record<string, ParameterRule>

const notFilters = new Set(Object.keys({ ...pageParameters([]), ...pageBefore, ...ownOnly, ...searchParameters({}) }))

const filtersOf = (query: RequestContext['query'], { parameters = {} }: Pick<Resource<never>, 'parameters'>) =>
  query.names().filter((name) => !notFilters.has(name) && !Object.hasOwn(parameters, name))

async function list<Row extends ReadRow>(
  deps: NetworkDeps,
  context: RequestContext,
  resource: Resource<Row>,
): Promise<RouteResponse> {
  const asked = pageOf(context, resource)
  const page = context.caller.seesAll
    ? { ...asked, terms: await withNamed(asked.terms, 'project', deps.projectsNamed) }
    : asked
  const { member = resource.collection } = resource
  const listing = listingFor(context, resource)
  if (page.marker !== undefined) {
    const marker = await findRow(deps.db, listing, page.marker)
    if (!marker || !maySee(context, resource, marker)) throw notFound(`${resource.noun} (the marker)`, page.marker)
  }
  const isOfNothing = filtersByTheUnseen(deps, context, resource, page)
  const { rows, hasMore } = isOfNothing
    ? { rows: [], hasMore: false }
    : await visibleRows(deps, page, listing, (row) => maySee(context, resource, row))
  const total = isOfNothing ? 0 : wantsCount(context) ? await countRows(deps.db, listing, page) : undefined
  const links = linksOf(context, resource, page, { rows, hasMore })
  return {
    isPartial: context.query.has('fields'),
    headers: countHeader(wantsCount(context) ? total : undefined),
    body: {
      [member]: rows.map((row) => onlyFields(viewFor(context, resource, row), context)),
      ...(links.length > 0 && { [`${member}_links`]: links }),
    },
  }
}

/** One page of the rows that `isSeen` lets through: an operator's rules may let through fewer than the database takes for visible. */
async function visibleRows<Row extends ReadRow>(
  { db }: NetworkDeps,
  page: ListPage,
  listing: Listing<Row>,
  isSeen: (row: Row) => boolean,
): Promise<{ rows: readonly Row[]; hasMore: boolean }> {
  const { limit, isReversed } = page
  const seen: Row[] = []
  for (let { marker } = page; ;) {
    const { rows, hasMore } = await listRows(db, listing, { ...page, marker })
    const onward = isReversed ? rows.toReversed() : rows
    seen.push(...onward.filter(isSeen))
    if (!hasMore || limit === undefined || seen.length > limit) break
    marker = onward.at(-1)!.id
  }
  const found = limit === undefined ? seen : seen.slice(0, limit)
  return { rows: isReversed ? found.toReversed() : found, hasMore: seen.length > found.length }
}

function pageOf(
  context: RequestContext,
  resource: Pick<Resource<never>, 'singular' | 'keys' | 'parameters'>,
): ListPage {
  const { query, caller } = context
  const before = query.one('kilonova:before') || undefined
  if (before !== undefined && query.has('marker'))
    throw invalid('A page begins after its marker or ends before another item. Send one of the two.', 'kilonova:before')
  const directions = query.all('sort_dir')
  const sort = query.all('sort_key').map((key, index) => ({ key, direction: directionOf(directions[index]) }))
  const limit = Number(query.one('limit') ?? 0)
  return {
    scope: scopeOf(context, resource),
    filters: new Map(filtersOf(query, resource).map((name) => [name, query.all(name)])),
    sort: sort.length > 0 ? sort : [{ key: 'created_at', direction: 'asc' }],
    limit: limit === 0 ? undefined : limit,
    marker: before ?? (query.one('marker') || undefined),
    isReversed: before !== undefined || query.one('page_reverse')?.toLowerCase() === 'true',
    terms: resource.keys ? termsOf(context, resource.keys, caller.seesAll) : [],
  }
}

const directionOf = (direction: string | undefined): 'asc' | 'desc' => (direction === 'desc' ? 'desc' : 'asc')

/** A filter by an attribute that the caller is not shown finds nothing, as it would tell them what it is. */
function filtersByTheUnseen(
  deps: NetworkDeps,
  context: RequestContext,
  resource: { singular: string },
  { filters }: ListPage,
) {
  return [...filters.keys()].some((name) => {
    const rule = readingRule(resource, name)
    return rule !== undefined && !context.may(rule, bestCase(deps, context))
  })
}

interface Found {
  rows: readonly ReadRow[]
  hasMore: boolean
}

function linksOf(
  { links, request }: RequestContext,
  { collection }: { collection: string },
  { limit, marker, isReversed }: ListPage,
  { rows, hasMore }: Found,
): { rel: Link['rel'] | 'previous'; href: string }[] {
  if (limit === undefined || rows.length === 0) return []
  const href = (from: ReadRow, isBackwards: boolean) => {
    const parameters = new URL(request.url).searchParams
    parameters.set('marker', from.id)
    parameters.delete('page_reverse')
    parameters.delete('kilonova:before')
    if (isBackwards) parameters.set('page_reverse', 'True')
    return `${links.self(`/v2.0/${collection}`)}?${parameters}`
  }
  const [hasNext, hasPrevious] = isReversed ? [marker !== undefined, hasMore] : [hasMore, marker !== undefined]
  return [
    ...(hasNext ? [{ rel: 'next' as const, href: href(rows.at(-1)!, false) }] : []),
    ...(hasPrevious ? [{ rel: 'previous' as const, href: href(rows[0]!, true) }] : []),
  ]
}
