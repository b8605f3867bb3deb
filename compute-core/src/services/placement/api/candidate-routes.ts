import { z } from 'zod'
import { invalid } from '#platform/errors'
import type { Resources } from '../placement-service.ts'
import { type ProviderRow, providers } from '../store/provider-usage.ts'
import { parseMemberOf, parseRequired, parseResources, uuidValue } from './placement-query.ts'
import { type RequestContext, route } from './route.ts'

const amounts = z.record(z.string(), z.int())

/** Where a claim for these resources would fit just now. */
export const candidateRoutes = [
  route('GET /allocation_candidates', {
    since: '1.10',
    rule: 'placement:allocation_candidates:list',
    summary: 'Lists where a claim would fit just now.',
    query: {
      parameters: {
        resources: {},
        required: { since: '1.17' },
        member_of: { since: '1.21' },
        in_tree: { since: '1.31', value: uuidValue },
        limit: { since: '1.16', value: z.string().regex(/^[1-9]\d{0,8}$/, 'It must be 1 or more.') },
        group_policy: { since: '1.25', value: z.enum(['none', 'isolate']) },
        root_required: { since: '1.35' },
      },
    },
    response: z.strictObject({
      allocation_requests: z.array(
        z.strictObject({
          allocations: z.record(z.string(), z.strictObject({ resources: amounts })),
          mappings: z.record(z.string(), z.array(z.uuid())),
        }),
      ),
      provider_summaries: z.record(
        z.string(),
        z.strictObject({
          resources: z.record(z.string(), z.strictObject({ capacity: z.int(), used: z.int() })),
          traits: z.array(z.string()),
          parent_provider_uuid: z.uuid().nullable(),
          root_provider_uuid: z.uuid(),
        }),
      ),
    }),
    async handle({ db }, context) {
      const { query } = context
      const asked = query.one('resources')
      if (asked === undefined) throw invalid('Invalid query string parameters: resources is required.', 'resources')
      const resources = parseResources(asked)
      const [traits, rootTraits] = [parseRequired(query.one('required')), parseRequired(query.one('root_required'))]
      const rows = await providers(db, {
        resources,
        requiredTraits: [...traits.required, ...rootTraits.required],
        ids: [query.one('in_tree')],
      })
      const isMember = parseMemberOf(context)
      const limit = query.one('limit')
      const found = rows
        .filter((row) => traits.accepts(row.traits) && rootTraits.accepts(row.traits) && isMember(row.aggregates))
        .slice(0, limit === undefined ? undefined : Number(limit))
      const summaries = found.map((row) => [row.providerId, summaryView(context, row, resources)])
      return {
        body: {
          allocation_requests: found.map(({ providerId }) => requestView(context, providerId, resources)),
          provider_summaries: Object.fromEntries(summaries),
        },
      }
    },
  }),
]

function requestView({ since }: RequestContext, providerId: string, resources: Resources) {
  if (!since('1.12')) return { allocations: [{ resource_provider: { uuid: providerId }, resources }] }
  return {
    allocations: { [providerId]: { resources } },
    ...(since('1.34') && { mappings: { '': [providerId] } }),
  }
}

function summaryView({ since }: RequestContext, row: ProviderRow, resources: Resources) {
  const shown = Object.entries(row.inventories).filter(([name]) => since('1.27') || Object.hasOwn(resources, name))
  return {
    resources: Object.fromEntries(
      shown.map(([name, { total, reserved, allocationRatio, used }]) => [
        name,
        { capacity: Math.floor((total - reserved) * allocationRatio), used },
      ]),
    ),
    ...(since('1.17') && { traits: row.traits }),
    ...(since('1.29') && { parent_provider_uuid: null, root_provider_uuid: row.providerId }),
  }
}
