import { z } from 'zod'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import { allocations, projectUsage } from '../store/consumer-store.ts'
import { route } from './route.ts'

const amounts = z.record(z.string(), z.int())

/** What consumers, which are servers, and their projects hold. */
export const consumerRoutes = [
  route('GET /allocations/:consumer', {
    rule: 'placement:allocations:list',
    summary: 'Shows what a consumer holds, by provider.',
    response: z.strictObject({
      allocations: z.record(z.string(), z.strictObject({ generation: z.int(), resources: amounts })),
      project_id: z.string().optional(),
      user_id: z.string().optional(),
      consumer_generation: z.int().optional(),
      consumer_type: z.string().optional(),
    }),
    async handle({ db }, { params, since }) {
      const consumerId = params['consumer']!
      if (!isUuid(consumerId))
        throw invalid(`Malformed consumer_uuid: ${consumerId}. It must be a UUID.`, 'consumer_uuid')
      const rows = await allocations(db, consumerId)
      const [first] = rows
      const views = rows.map(({ providerId, providerGeneration, resources }) => [
        providerId,
        { generation: providerGeneration, resources },
      ])
      return {
        body: {
          allocations: Object.fromEntries(views),
          ...(first && since('1.12') && { project_id: first.projectId, user_id: first.userId }),
          ...(first && since('1.28') && { consumer_generation: first.consumerGeneration }),
          ...(first && since('1.38') && { consumer_type: 'INSTANCE' }),
        },
      }
    },
  }),
  route('GET /usages', {
    since: '1.9',
    summary: 'Shows what a project, or one user in it, holds of everything.',
    query: { parameters: { project_id: {}, user_id: {}, consumer_type: { since: '1.38' } } },
    response: z.strictObject({ usages: z.record(z.string(), amounts) }),
    async handle({ db }, { query, since, permit }) {
      const projectId = query.one('project_id')
      if (!projectId) throw invalid('Invalid query string parameters: project_id is required.', 'project_id')
      permit('placement:usages', { projectId })
      const { usages, consumers } = await projectUsage(db, projectId, query.one('user_id'))
      if (!since('1.38')) return { body: { usages } }
      const type = query.one('consumer_type') ?? 'INSTANCE'
      const isAll = type === 'all' || type === 'INSTANCE'
      const shown = consumers === 0 || !isAll ? {} : { [type]: { ...usages, consumer_count: consumers } }
      return { body: { usages: shown } }
    },
  }),
]
