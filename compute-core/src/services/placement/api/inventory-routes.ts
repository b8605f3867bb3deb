import { z } from 'zod'
import { conflict, invalid, notFound } from '#platform/errors'
import { readAs } from '#platform/service/read-as'
import type { ProviderRow } from '../store/provider-usage.ts'
import { type InventoryEdit, setInventories } from '../store/set-inventories.ts'
import { type PlacementDeps, type RequestContext, route, routeWithBody } from './route.ts'
import { inventorySchema, viewInventory } from './inventory-view.ts'
import { ofProvider, theProvider } from './the-provider.ts'

/** All that a provider has, in a response. */
const inventoriesSchema = ofProvider({ inventories: z.record(z.string(), inventorySchema) })

const largest = 2_147_483_647
const unit = z.int().min(1).max(largest)

/** An inventory in a request. What may be left out has the value that placement gives it, or else the host's own. */
const inventoryBody = z.strictObject({
  total: unit,
  reserved: z.int().min(0).max(largest).default(0),
  min_unit: unit.optional(),
  max_unit: unit.optional(),
  step_size: unit.optional(),
  allocation_ratio: z.number().min(0.0001).max(1_000_000).default(1),
})

const generation = { resource_provider_generation: z.int().min(0).max(largest) }
const oneBody = inventoryBody.extend(generation)
const allBody = z.strictObject({ ...generation, inventories: z.record(z.string().min(1).max(255), inventoryBody) })

type InventoryBody = z.output<typeof inventoryBody>

/** What hosts have, by resource class, and what administrators set of it. */
export const inventoryRoutes = [
  route('GET /resource_providers/:uuid/inventories', {
    rule: 'placement:resource_providers:inventories:list',
    summary: 'Lists what a provider has, by resource class.',
    response: inventoriesSchema,
    handle: async (deps, context) => ({ body: viewAll(await theProvider(deps, context)) }),
  }),
  routeWithBody('PUT /resource_providers/:uuid/inventories', readAs(allBody), {
    rule: 'placement:resource_providers:inventories:update',
    summary: 'Sets what is reserved of a provider and the ratios; everything else is as its host reports it.',
    response: inventoriesSchema,
    async handle(deps, context, body) {
      const provider = await theProvider(deps, context)
      const left = Object.keys(provider.inventories).find((name) => !Object.hasOwn(body.inventories, name))
      if (left !== undefined)
        throw conflict(`The host of this provider reports ${left}: it cannot be taken away.`, 'Send it as well.')
      await setTo(deps, context, provider, body.resource_provider_generation, body.inventories)
      return { body: viewAll(await theProvider(deps, context)) }
    },
  }),
  route('GET /resource_providers/:uuid/inventories/:name', {
    rule: 'placement:resource_providers:inventories:show',
    summary: 'Shows what a provider has of one resource class.',
    response: ofProvider(inventorySchema.shape),
    handle: async (deps, context) => ({ body: viewOne(await theProvider(deps, context), context.params['name']!) }),
  }),
  routeWithBody('PUT /resource_providers/:uuid/inventories/:name', readAs(oneBody), {
    rule: 'placement:resource_providers:inventories:update',
    summary: 'Sets what is reserved of one resource class, and its ratio; everything else is as its host reports it.',
    response: ofProvider(inventorySchema.shape),
    async handle(deps, context, { resource_provider_generation, ...inventory }) {
      const provider = await theProvider(deps, context)
      const name = context.params['name']!
      await setTo(deps, context, provider, resource_provider_generation, { [name]: inventory })
      return { body: viewOne(await theProvider(deps, context), name) }
    },
  }),
]

async function setTo(
  { db }: PlacementDeps,
  context: RequestContext,
  provider: ProviderRow,
  expected: number,
  inventories: Readonly<Record<string, InventoryBody>>,
): Promise<void> {
  const edits = Object.entries(inventories).map(([name, asked]) => editOf(context, provider, name, asked))
  if (provider.generation === expected && (await setInventories(db, provider.providerId, expected, edits))) return
  throw conflict(
    `The resource provider has changed since generation ${expected}: a server came or went, or somebody else set something.`,
    'Read it again and repeat the request with its new generation.',
  )
}

/** What is set; a 400 for what cannot be, as only the host knows how much it has. */
function editOf({ since }: RequestContext, provider: ProviderRow, name: string, asked: InventoryBody): InventoryEdit {
  const inventory = inventoryOf(provider, name)
  const own = {
    total: inventory.total,
    min_unit: inventory.minUnit,
    max_unit: inventory.maxUnit,
    step_size: inventory.stepSize,
  }
  for (const [field, value] of Object.entries(own)) {
    const wanted = asked[field as keyof typeof own] ?? value
    if (wanted !== value)
      throw invalid(
        `${field} of ${name} is ${value}, as its host reports it, and cannot be set. Set reserved or allocation_ratio.`,
        field,
      )
  }
  const { reserved, allocation_ratio: allocationRatio } = asked
  if (reserved > inventory.total || (reserved === inventory.total && !since('1.26')))
    throw invalid(
      `${reserved} reserved of ${inventory.total} of ${name}. Reserve ${since('1.26') ? 'at most as much as' : 'less than'} there is.`,
      'reserved',
    )
  return { resourceClass: name, reserved, allocationRatio }
}

function inventoryOf({ inventories }: ProviderRow, name: string) {
  if (!Object.hasOwn(inventories, name)) throw notFound('Inventory of', name)
  return inventories[name]!
}

const viewAll = ({ generation: resource_provider_generation, inventories }: ProviderRow) => ({
  resource_provider_generation,
  inventories: Object.fromEntries(
    Object.entries(inventories).map(([name, inventory]) => [name, viewInventory(inventory)]),
  ),
})

const viewOne = (provider: ProviderRow, name: string) => ({
  resource_provider_generation: provider.generation,
  ...viewInventory(inventoryOf(provider, name)),
})
