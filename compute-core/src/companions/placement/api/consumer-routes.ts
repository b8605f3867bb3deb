import { forbidden, invalid } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { isUuid } from '#platform/ids'
import { allocations, projectUsage } from '../store/consumer-store.ts'
import { isSince, onlySince, type PlacementApp, type PlacementOptions } from './placement-app.ts'
import { refuseUnknown } from './placement-query.ts'

/** What consumers, which are servers, and their projects hold. */
export function addConsumerRoutes(app: PlacementApp, { db }: PlacementOptions): void {
  app.get('/allocations/:consumer', async (c) => {
    const consumerId = c.req.param('consumer')
    if (!isUuid(consumerId))
      throw invalid(`Malformed consumer_uuid: ${consumerId}. It must be a UUID.`, 'consumer_uuid')
    const rows = await allocations(db, { consumerId })
    const [first] = rows
    const views = rows.map(({ providerId, providerGeneration, resources }) => [
      providerId,
      { generation: providerGeneration, resources },
    ])
    return c.json({
      allocations: Object.fromEntries(views),
      ...(first && isSince(c, '1.12') && { project_id: first.projectId, user_id: first.userId }),
      ...(first && isSince(c, '1.28') && { consumer_generation: first.consumerGeneration }),
      ...(first && isSince(c, '1.38') && { consumer_type: 'INSTANCE' }),
    })
  })
  app.get('/usages', async (c) => {
    onlySince(c, '1.9')
    refuseUnknown(c, ['project_id', 'user_id', 'consumer_type'])
    const { project_id: projectId, user_id: userId } = c.req.query()
    if (!projectId) throw invalid('Invalid query string parameters: project_id is required.', 'project_id')
    permitProject(c, projectId)
    const { usages, consumers } = await projectUsage(db, projectId, userId)
    if (!isSince(c, '1.38')) return c.json({ usages })
    return c.json({ usages: consumers === 0 ? {} : { INSTANCE: { ...usages, consumer_count: consumers } } })
  })
}

function permitProject(c: CloudContext, projectId: string): void {
  const { isAdmin, roles, projectId: own } = c.get('caller')
  if (!isAdmin && !roles.includes('service') && own !== projectId)
    throw forbidden('What a project uses is for its own people, administrators and services.')
}
