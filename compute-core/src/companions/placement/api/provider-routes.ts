import { forbidden, invalid, notFound } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { allocations } from '../store/consumer-store.ts'
import { candidates, providers, type ProviderRow } from '../store/provider-usage.ts'
import { hrefTo, isSince, onlySince, type PlacementApp, type PlacementOptions } from './placement-app.ts'
import { parseRequired, parseResources, refuseUnknown } from './placement-query.ts'

const filters = ['name', 'uuid', 'resources', 'required', 'in_tree', 'member_of'] as const

/** Hosts as resource providers: what they have, what of it is taken and by whom. */
export function addProviderRoutes(app: PlacementApp, { db }: PlacementOptions): void {
  app.get('/resource_providers', async (c) => {
    refuseUnknown(c, filters)
    const { name, uuid, resources, required, in_tree: tree, member_of: group } = c.req.query()
    if (group !== undefined) throw invalid('Providers are in no aggregates yet. Leave member_of out.', 'member_of')
    const traits = parseRequired(required)
    const rows = await candidates(db, parseResources(resources), traits.required)
    const found = rows.filter(
      (row) =>
        (name === undefined || row.name === name) &&
        [uuid, tree].every((id) => id === undefined || row.providerId === id) &&
        traits.accepts(row.traits),
    )
    return c.json({ resource_providers: found.map((row) => providerView(c, row)) })
  })
  app.get('/resource_providers/:uuid', async (c) => c.json(providerView(c, await theProvider(c))))
  app.get('/resource_providers/:uuid/inventories', async (c) => {
    const { generation, inventories } = await theProvider(c)
    const views = Object.entries(inventories).map(([name, inventory]) => [name, inventoryView(inventory)])
    return c.json({ resource_provider_generation: generation, inventories: Object.fromEntries(views) })
  })
  app.get('/resource_providers/:uuid/inventories/:name', async (c) => {
    const { generation, inventories } = await theProvider(c)
    const name = c.req.param('name')
    if (!Object.hasOwn(inventories, name)) throw notFound('Inventory of', name)
    return c.json({ resource_provider_generation: generation, ...inventoryView(inventories[name]!) })
  })
  app.get('/resource_providers/:uuid/usages', async (c) => {
    permitAll(c)
    const { generation, inventories } = await theProvider(c)
    const usages = Object.entries(inventories).map(([name, { used }]) => [name, used])
    return c.json({ resource_provider_generation: generation, usages: Object.fromEntries(usages) })
  })
  app.get('/resource_providers/:uuid/traits', async (c) => {
    onlySince(c, '1.6')
    const { generation, traits } = await theProvider(c)
    return c.json({ resource_provider_generation: generation, traits })
  })
  app.get('/resource_providers/:uuid/aggregates', async (c) => {
    onlySince(c, '1.1')
    const { generation } = await theProvider(c)
    return c.json({ aggregates: [], ...(isSince(c, '1.19') && { resource_provider_generation: generation }) })
  })
  app.get('/resource_providers/:uuid/allocations', async (c) => {
    const { generation, providerId } = await theProvider(c)
    const rows = await allocations(db, { providerId })
    const views = rows.map(({ consumerId, consumerGeneration, resources }) => [
      consumerId,
      { resources, ...(isSince(c, '1.28') && { consumer_generation: consumerGeneration }) },
    ])
    return c.json({ resource_provider_generation: generation, allocations: Object.fromEntries(views) })
  })

  async function theProvider(c: CloudContext): Promise<ProviderRow> {
    const uuid = c.req.param('uuid') ?? ''
    const row = (await providers(db)).find(({ providerId }) => providerId === uuid)
    if (!row) throw notFound('Resource provider', uuid)
    return row
  }
}

/** The path ends like the one of a project's usages, which is for everybody; this one is not. */
function permitAll(c: CloudContext) {
  const { isAdmin, roles } = c.get('caller')
  if (!isAdmin && !roles.includes('service')) throw forbidden('Placement is for administrators and services.')
}

function providerView(c: CloudContext, { providerId, name, generation }: ProviderRow) {
  const parts = [
    'inventories',
    'usages',
    ...(isSince(c, '1.1') ? ['aggregates'] : []),
    ...(isSince(c, '1.6') ? ['traits'] : []),
    ...(isSince(c, '1.11') ? ['allocations'] : []),
  ]
  const self = hrefTo(`/resource_providers/${providerId}`)
  return {
    uuid: providerId,
    name,
    generation,
    ...(isSince(c, '1.14') && { parent_provider_uuid: null, root_provider_uuid: providerId }),
    links: [{ rel: 'self', href: self }, ...parts.map((rel) => ({ rel, href: `${self}/${rel}` }))],
  }
}

type InventoryRow = ProviderRow['inventories'][string]

const inventoryView = ({ total, reserved, minUnit, maxUnit, stepSize, allocationRatio }: InventoryRow) => ({
  total,
  reserved,
  min_unit: minUnit,
  max_unit: maxUnit,
  step_size: stepSize,
  allocation_ratio: allocationRatio,
})
