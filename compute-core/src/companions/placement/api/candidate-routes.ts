import { invalid } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import type { Resources } from '../placement-service.ts'
import { candidates, type ProviderRow } from '../store/provider-usage.ts'
import { isSince, onlySince, type PlacementApp, type PlacementOptions } from './placement-app.ts'
import { parseRequired, parseResources, refuseUnknown } from './placement-query.ts'

const parameters = ['resources', 'required', 'in_tree', 'limit', 'group_policy', 'root_required'] as const

/** Where a claim for these resources would fit just now. */
export function addCandidateRoutes(app: PlacementApp, { db }: PlacementOptions): void {
  app.get('/allocation_candidates', async (c) => {
    onlySince(c, '1.10')
    refuseUnknown(c, parameters)
    const { resources: asked, required, root_required: rootRequired, in_tree: tree, limit } = c.req.query()
    const resources = parseResources(asked)
    if (asked === undefined) throw invalid('Invalid query string parameters: resources is required.', 'resources')
    const [traits, rootTraits] = [parseRequired(required), parseRequired(rootRequired)]
    const rows = await candidates(db, resources, [...traits.required, ...rootTraits.required])
    const found = rows
      .filter(
        (row) =>
          (tree === undefined || row.providerId === tree) &&
          traits.accepts(row.traits) &&
          rootTraits.accepts(row.traits),
      )
      .slice(0, parseLimit(limit))
    return c.json({
      allocation_requests: found.map(({ providerId }) => requestView(c, providerId, resources)),
      provider_summaries: Object.fromEntries(found.map((row) => [row.providerId, summaryView(c, row, resources)])),
    })
  })
}

function parseLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw invalid(`Invalid query string parameters: limit '${text}' is not 1 or more.`, 'limit')
  return Number(text)
}

function requestView(c: CloudContext, providerId: string, resources: Resources) {
  if (!isSince(c, '1.12')) return { allocations: [{ resource_provider: { uuid: providerId }, resources }] }
  return {
    allocations: { [providerId]: { resources } },
    ...(isSince(c, '1.34') && { mappings: { '': [providerId] } }),
  }
}

function summaryView(c: CloudContext, row: ProviderRow, resources: Resources) {
  const shown = Object.entries(row.inventories).filter(([name]) => isSince(c, '1.27') || Object.hasOwn(resources, name))
  return {
    resources: Object.fromEntries(
      shown.map(([name, { total, reserved, allocationRatio, used }]) => [
        name,
        { capacity: Math.floor((total - reserved) * allocationRatio), used },
      ]),
    ),
    ...(isSince(c, '1.17') && { traits: row.traits }),
    ...(isSince(c, '1.29') && { parent_provider_uuid: null, root_provider_uuid: row.providerId }),
  }
}
