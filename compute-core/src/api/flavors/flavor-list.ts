import { z } from 'zod'
import { type FlavorViewer, listFlavors, sortColumns } from '#store/flavor-store'
import type { Flavor } from '#domain/flavor/flavor'
import { invalid } from '#platform/errors'
import type { ComputeDeps } from '../compute-deps.ts'
import { asBoolean, patternValue } from '../fields.ts'
import { nextLinks, type Page, pageOf, pageParameters } from '../page.ts'
import type { QueryRule } from '../query-rule.ts'
import { type Answer, type Ask, route } from '../route.ts'
import { viewFlavor, viewFlavorBriefly } from './view-flavor.ts'

const sortKeys = Object.keys(sortColumns) as (keyof typeof sortColumns)[]

const listQuery: QueryRule = {
  closedSince: '2.75',
  parameters: {
    ...pageParameters,
    is_public: {},
    minRam: {},
    minDisk: {},
    name: { since: '2.102', value: patternValue },
    sort_key: { value: z.enum(sortKeys) },
    sort_dir: { value: z.enum(['asc', 'desc']) },
  },
}

/** Whose flavors a caller sees: an administrator everybody's. */
export const viewerOf = ({ caller }: Ask): FlavorViewer => (caller.isAdmin ? 'any' : { projectId: caller.projectId })

async function flavorPage(api: ComputeDeps, ask: Ask): Promise<{ flavors: Flavor[]; page: Page }> {
  const page = pageOf(api, ask)
  const sortKey = (ask.query.one('sort_key') ?? 'flavorid') as (typeof sortKeys)[number]
  if (sortKey === 'rxtx_factor' && ask.since('2.102'))
    throw invalid('Flavors cannot be sorted by rxtx_factor any more.', 'sort_key')
  const flavors = await listFlavors(api.db, {
    ...page,
    ...visibility(ask),
    minRamMb: atLeast(ask, 'minRam'),
    minDiskGb: atLeast(ask, 'minDisk'),
    name: ask.query.one('name'),
    sortKey,
    direction: ask.query.one('sort_dir') === 'desc' ? 'desc' : 'asc',
  })
  return { flavors, page }
}

/** Administrators see public flavors unless they ask for others; everybody else what was given to them. */
function visibility(ask: Ask): { viewer: FlavorViewer; isPublic: boolean | null } {
  const asked = ask.query.one('is_public')
  if (!ask.caller.isAdmin) return { viewer: viewerOf(ask), isPublic: null }
  if (asked === undefined) return { viewer: { projectId: ask.caller.projectId }, isPublic: null }
  if (/^none$/i.test(asked)) return { viewer: 'any', isPublic: null }
  const isPublic = asBoolean(asked)
  if (isPublic === undefined) throw invalid(`is_public is ${asked}. Send true, false or none.`, 'is_public')
  return { viewer: 'any', isPublic }
}

function atLeast({ query }: Ask, name: string): number {
  const text = query.one(name)
  if (text === undefined) return 0
  if (!/^-?\d{1,10}$/.test(text)) throw invalid(`Invalid ${name} filter [${text}]. Send a whole number.`, name)
  return Math.min(Number(text), 2_147_483_647)
}

const list = (at: 'GET /flavors' | 'GET /flavors/detail', view: typeof viewFlavor) =>
  route(at, {
    query: listQuery,
    async handle(api, ask): Promise<Answer> {
      const { flavors, page } = await flavorPage(api, ask)
      const links = { name: 'flavors_links', path: at.slice(4), page, ids: flavors.map(({ id }) => id) }
      return { body: { flavors: flavors.map((flavor) => view(flavor, ask)), ...nextLinks(ask, links) } }
    },
  })

/** The two lists of flavors. */
export const flavorListRoutes = [list('GET /flavors', viewFlavorBriefly), list('GET /flavors/detail', viewFlavor)]
