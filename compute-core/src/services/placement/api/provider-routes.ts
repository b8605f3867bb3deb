import { z } from 'zod'
import { asBoolean, booleanValue } from '#platform/service/fields'
import type { ListKeys } from '#platform/service/list-query/query-keys'
import {
  countHeader,
  pageBefore,
  searchParameters,
  termsOf,
  wantsCount,
} from '#platform/service/list-query/list-search'
import { sortOf, sortParameters } from '#platform/service/list-query/list-sort'
import { pageOf, pageParameters } from '#platform/service/page'
import type { ParameterRule } from '#platform/service/query-rule'
import { allocationKeys, allocationSortKeys, providerKeys, providerSortKeys } from '../domain/provider-keys.ts'
import { holderPage } from '../store/consumer-store.ts'
import { providerPage, type ProviderRow } from '../store/provider-usage.ts'
import { inventorySchema, viewInventory } from './inventory-view.ts'
import { memberRulesOf, parseRequired, parseResources, uuidValue } from './placement-query.ts'
import { hrefTo, type RequestContext, route } from './route.ts'
import { ofProvider, theProvider } from './the-provider.ts'

const link = z.strictObject({ rel: z.string(), href: z.string() })
const amounts = z.record(z.string(), z.int())

/** The parameters of a list that Placement gives whole, and Kilonova in pages where a limit is asked for. */
const listParameters = (keys: ListKeys, sortKeys: readonly string[]) => ({
  ...pageParameters,
  ...pageBefore,
  ...sortParameters(sortKeys),
  ...searchParameters(keys),
})

/** How much of the list is asked for: all of it, as Placement has it, unless there is a limit. */
function pageAsked(context: RequestContext, fallback: string) {
  const { limit, ...edge } = pageOf(context, 1000)
  return {
    ...edge,
    limit: context.query.has('limit') ? limit : undefined,
    order: sortOf(context, [{ key: fallback, direction: 'asc' }]),
    isCounted: wantsCount(context),
  }
}

/** A parameter of Kilonova's own by which one asks for more than Placement tells. */
const asking = (summary: string) => ({ once: true, value: booleanValue, summary }) satisfies ParameterRule

const isAsked = ({ query }: RequestContext, name: string) => asBoolean(query.one(name) ?? '') === true

/** A resource provider, which is a host here. */
const providerSchema = z.strictObject({
  uuid: z.uuid(),
  name: z.string(),
  generation: z.int(),
  parent_provider_uuid: z.uuid().nullable(),
  root_provider_uuid: z.uuid(),
  links: z.array(link),
})

/** A resource provider in a list; with `kilonova:use` it tells how far it is used up as well. */
const listedSchema = providerSchema.extend({
  'kilonova:use': z
    .strictObject({
      inventories: z.record(z.string(), inventorySchema.extend({ used: z.int() })),
      traits: z.int(),
      updated_at: z.string(),
    })
    .optional(),
})

/** A resource provider in a list, in a response. */
export type ProviderView = z.output<typeof listedSchema>

/** What a consumer holds of a provider; with `kilonova:owner` whose it is as well. */
const allocationSchema = z.strictObject({
  resources: amounts,
  consumer_generation: z.int(),
  'kilonova:owner': z.strictObject({ project_id: z.string(), user_id: z.string() }).optional(),
})

/** What a consumer holds of a provider, in a response. */
export type AllocationView = z.output<typeof allocationSchema>

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
        ...listParameters(providerKeys, providerSortKeys),
        'kilonova:use': asking(
          'With true, each has what it has and how much of it is taken, and the number of traits.',
        ),
      },
    },
    response: z.strictObject({ resource_providers: z.array(listedSchema) }),
    async handle({ db }, context) {
      const { query } = context
      const traits = parseRequired(query.one('required'))
      const { rows, total } = await providerPage(
        db,
        {
          name: query.one('name'),
          ids: [query.one('uuid'), query.one('in_tree')],
          resources: parseResources(query.one('resources')),
          requiredTraits: traits.required,
          forbiddenTraits: traits.forbidden,
          oneOfTraits: traits.oneOf,
          memberOf: memberRulesOf(context),
          terms: termsOf(context, providerKeys),
        },
        pageAsked(context, 'name'),
      )
      const more = isAsked(context, 'kilonova:use') ? useView : () => ({})
      const views = rows.map((row) => ({ ...providerView(context, row), ...more(row) }))
      return { headers: countHeader(total), body: { resource_providers: views } }
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
    query: {
      parameters: {
        ...listParameters(allocationKeys, allocationSortKeys),
        'kilonova:owner': asking('With true, each consumer has its project and its user.'),
      },
    },
    response: ofProvider({ allocations: z.record(z.string(), allocationSchema) }),
    async handle(deps, context) {
      const { generation, providerId } = await theProvider(deps, context)
      const { rows, total } = await holderPage(deps.db, providerId, {
        ...pageAsked(context, 'consumer'),
        terms: termsOf(context, allocationKeys),
      })
      const isOwned = isAsked(context, 'kilonova:owner')
      const views = rows.map(({ consumerId, consumerGeneration, projectId, userId, resources }) => [
        consumerId,
        {
          resources,
          ...(context.since('1.28') && { consumer_generation: consumerGeneration }),
          ...(isOwned && { 'kilonova:owner': { project_id: projectId, user_id: userId } }),
        },
      ])
      return {
        headers: countHeader(total),
        body: { resource_provider_generation: generation, allocations: Object.fromEntries(views) },
      }
    },
  }),
]

const useView = ({ inventories, traits, updatedAt }: ProviderRow) => ({
  'kilonova:use': {
    inventories: Object.fromEntries(
      Object.entries(inventories).map(([name, one]) => [name, { ...viewInventory(one), used: one.used }]),
    ),
    traits: traits.length,
    updated_at: updatedAt.toISOString(),
  },
})

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
