import { z } from 'zod'
import { countHeader, searchParameters, termsOf, wantsCount } from '#platform/service/list-query/list-search'
import { providerKeys } from '../domain/provider-keys.ts'
import { allocations } from '../store/consumer-store.ts'
import { type ProviderRow, providers } from '../store/provider-usage.ts'
import { parseMemberOf, parseRequired, parseResources, uuidValue } from './placement-query.ts'
import { hrefTo, type RequestContext, route } from './route.ts'
import { ofProvider, theProvider } from './the-provider.ts'

const link = z.strictObject({ rel: z.string(), href: z.string() })
const amounts = z.record(z.string(), z.int())

/** A resource provider, which is a host here. */
const providerSchema = z.strictObject({
  uuid: z.uuid(),
  name: z.string(),
  generation: z.int(),
  parent_provider_uuid: z.uuid().nullable(),
  root_provider_uuid: z.uuid(),
  links: z.array(link),
})

/** Hosts as resource providers: what of them is taken and by whom. */
export const providerRoutes = [
  route('GET /resource_providers', {
    rule: 'placement:resource_providers:list',
    summary: 'Lists resource providers.',
    query: {
      parameters: {
        name: { narrows: 'name' },
        uuid: { narrows: 'uuid', value: uuidValue },
        resources: { since: '1.4' },
        required: { since: '1.18' },
        in_tree: { since: '1.14', value: uuidValue, narrows: 'root_provider_uuid' },
        member_of: { since: '1.3' },
        ...searchParameters(providerKeys),
      },
    },
    response: z.strictObject({ resource_providers: z.array(providerSchema) }),
    async handle({ db }, context) {
      const { query } = context
      const isMember = parseMemberOf(context)
      const traits = parseRequired(query.one('required'))
      const rows = await providers(db, {
        name: query.one('name'),
        ids: [query.one('uuid'), query.one('in_tree')],
        resources: parseResources(query.one('resources')),
        requiredTraits: traits.required,
        terms: termsOf(context, providerKeys),
      })
      const found = rows.filter((row) => traits.accepts(row.traits) && isMember(row.aggregates))
      const headers = countHeader(wantsCount(context) ? found.length : undefined)
      return { headers, body: { resource_providers: found.map((row) => providerView(context, row)) } }
    },
  }),
  route('GET /resource_providers/:uuid', {
    rule: 'placement:resource_providers:show',
    summary: 'Shows a resource provider.',
    response: providerSchema,
    handle: async (deps, context) => ({ body: providerView(context, await theProvider(deps, context)) }),
  }),
  route('GET /resource_providers/:uuid/usages', {
    rule: 'placement:resource_providers:usages',
    summary: 'Shows how much of a provider is taken.',
    response: ofProvider({ usages: amounts }),
    async handle(deps, context) {
      const { generation, inventories } = await theProvider(deps, context)
      const usages = Object.entries(inventories).map(([name, { used }]) => [name, used])
      return { body: { resource_provider_generation: generation, usages: Object.fromEntries(usages) } }
    },
  }),
  route('GET /resource_providers/:uuid/traits', {
    since: '1.6',
    rule: 'placement:resource_providers:traits:list',
    summary: 'Lists the traits of a provider.',
    response: ofProvider({ traits: z.array(z.string()) }),
    async handle(deps, context) {
      const { generation, traits } = await theProvider(deps, context)
      return { body: { resource_provider_generation: generation, traits } }
    },
  }),
  route('GET /resource_providers/:uuid/aggregates', {
    since: '1.1',
    rule: 'placement:resource_providers:aggregates:list',
    summary: 'Lists the aggregates of a provider: the host aggregates that its host is in.',
    response: ofProvider({ aggregates: z.array(z.uuid()) }),
    async handle(deps, context) {
      const { generation, aggregates } = await theProvider(deps, context)
      return { body: { aggregates, ...(context.since('1.19') && { resource_provider_generation: generation }) } }
    },
  }),
  route('GET /resource_providers/:uuid/allocations', {
    rule: 'placement:resource_providers:allocations:list',
    summary: 'Lists who holds what of a provider.',
    response: ofProvider({
      allocations: z.record(z.string(), z.strictObject({ resources: amounts, consumer_generation: z.int() })),
    }),
    async handle(deps, context) {
      const { generation, providerId } = await theProvider(deps, context)
      const rows = await allocations(deps.db, { providerId })
      const views = rows.map(({ consumerId, consumerGeneration, resources }) => [
        consumerId,
        { resources, ...(context.since('1.28') && { consumer_generation: consumerGeneration }) },
      ])
      return { body: { resource_provider_generation: generation, allocations: Object.fromEntries(views) } }
    },
  }),
]

function providerView({ since }: RequestContext, { providerId, name, generation }: ProviderRow) {
  const parts = [
    'inventories',
    'usages',
    ...(since('1.1') ? ['aggregates'] : []),
    ...(since('1.6') ? ['traits'] : []),
    ...(since('1.11') ? ['allocations'] : []),
  ]
  const self = hrefTo(`/resource_providers/${providerId}`)
  return {
    uuid: providerId,
    name,
    generation,
    ...(since('1.14') && { parent_provider_uuid: null, root_provider_uuid: providerId }),
    links: [{ rel: 'self', href: self }, ...parts.map((rel) => ({ rel, href: `${self}/${rel}` }))],
  }
}
