import { z } from 'zod'
import { countFlavors, type FlavorPage, type FlavorViewer, listFlavors, sortColumns } from '#store/flavor-store'
import { flavorKeys } from '#domain/flavor/flavor-keys'
import type { Flavor } from '#domain/flavor/flavor'
import { invalid } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, patternValue } from '#platform/service/fields'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { nextLinks, type Page, pageOf, pageParameters } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import { type RouteResponse, type RequestContext, route } from '../route.ts'
import { viewFlavor, viewFlavorBriefly } from './view-flavor.ts'
import { linksSchema } from '#platform/service/links'
import { briefFlavorSchema, flavorSchema } from './flavor-schema.ts'

const sortKeys = Object.keys(sortColumns) as (keyof typeof sortColumns)[]

const listQuery: QueryRule = {
  closedSince: '2.75',
  parameters: {
    ...pageParameters,
    ...pageBefore,
    ...searchParameters(flavorKeys),
    is_public: {},
    minRam: {},
    minDisk: {},
    name: { since: '2.102', value: patternValue },
    ...sortParameters(sortKeys),
  },
}

/** Whose flavors a caller sees: an administrator everybody's. */
export const viewerOf = ({ caller }: RequestContext): FlavorViewer =>
  caller.seesAll ? 'any' : { projectId: caller.projectId }

interface FlavorsFound {
  flavors: Flavor[]
  page: Page
  headers: Readonly<Record<string, string>>
}

async function flavorPage(api: ComputeDeps, context: RequestContext): Promise<FlavorsFound> {
  const page = pageOf(context, api.config.max_limit)
  const direction = context.query.one('sort_dir') === 'desc' ? 'desc' : 'asc'
  const order = sortOf(context, [{ key: 'flavorid', direction }]) as FlavorPage['order']
  if (order.some(({ key }) => key === 'rxtx_factor') && context.since('2.102'))
    throw invalid('Flavors cannot be sorted by rxtx_factor any more.', 'sort_key')
  const asked = {
    ...page,
    terms: termsOf(context, flavorKeys),
    ...visibility(context),
    minRamMb: atLeast(context, 'minRam'),
    minDiskGb: atLeast(context, 'minDisk'),
    name: context.query.one('name'),
    order,
  }
  const [flavors, total] = await Promise.all([
    listFlavors(api.db, asked),
    wantsCount(context) ? countFlavors(api.db, asked) : undefined,
  ])
  return { flavors, page, headers: countHeader(total) }
}

/** Administrators see public flavors unless they ask for others; everybody else what was given to them. */
function visibility(context: RequestContext): { viewer: FlavorViewer; isPublic: boolean | null } {
  const asked = context.query.one('is_public')
  if (!context.caller.seesAll) return { viewer: viewerOf(context), isPublic: null }
  if (asked === undefined) return { viewer: { projectId: context.caller.projectId }, isPublic: null }
  if (/^none$/i.test(asked)) return { viewer: 'any', isPublic: null }
  const isPublic = asBoolean(asked)
  if (isPublic === undefined) throw invalid(`is_public is ${asked}. Send true, false or none.`, 'is_public')
  return { viewer: 'any', isPublic }
}

function atLeast({ query }: RequestContext, name: string): number {
  const text = query.one(name)
  if (text === undefined) return 0
  if (!/^-?\d{1,10}$/.test(text)) throw invalid(`Invalid ${name} filter [${text}]. Send a whole number.`, name)
  return Math.min(Number(text), 2_147_483_647)
}

const list = (at: 'GET /flavors' | 'GET /flavors/detail', view: typeof viewFlavor) =>
  route(at, {
    query: listQuery,
    response: z.strictObject({
      flavors: z.array(at === 'GET /flavors' ? briefFlavorSchema : flavorSchema),
      flavors_links: linksSchema.optional(),
    }),
    summary: at === 'GET /flavors' ? 'Lists flavors.' : 'Lists flavors with all that the caller may see of them.',
    async handle(api, context): Promise<RouteResponse> {
      const { flavors, page, headers } = await flavorPage(api, context)
      const links = { name: 'flavors_links', path: at.slice(4), page, ids: flavors.map(({ id }) => id) }
      return {
        headers,
        body: { flavors: flavors.map((flavor) => view(flavor, context)), ...nextLinks(context, links) },
      }
    },
  })

/** The two lists of flavors. */
export const flavorListRoutes = [list('GET /flavors', viewFlavorBriefly), list('GET /flavors/detail', viewFlavor)]
