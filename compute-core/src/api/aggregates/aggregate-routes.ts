import { z } from 'zod'
import { notFound } from '#platform/errors'
import { route } from '../route.ts'
import { aggregateSchema } from './aggregate-schema.ts'

/** Host aggregates, of which there are none: clients that look a host's up find that it is in none. */
export const aggregateRoutes = [
  route('GET /os-aggregates', {
    rule: 'os_compute_api:os-aggregates:index',
    response: z.strictObject({ aggregates: z.array(aggregateSchema) }),
    summary: 'Lists the host aggregates.',
    handle: async () => ({ body: { aggregates: [] } }),
  }),
  route('GET /os-aggregates/:id', {
    rule: 'os_compute_api:os-aggregates:show',
    response: z.strictObject({ aggregate: aggregateSchema }),
    summary: 'Shows a host aggregate.',
    async handle(_api, { params }) {
      throw notFound('Aggregate', params['id']!)
    },
  }),
]
