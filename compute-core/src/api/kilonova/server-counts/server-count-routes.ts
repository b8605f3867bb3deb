import { z } from 'zod'
import { serverKeys } from '#domain/server/server-keys'
import { statusOf } from '#domain/server/status'
import { searchParameters } from '#platform/service/list-query/list-search'
import { countServersByState } from '#store/server-queries'
import { route } from '../../route.ts'
import { serversAskedFor } from '../../servers/server-list.ts'
import { serverCountsSchema } from './server-count-schema.ts'

const { 'kilonova:q': search } = searchParameters(serverKeys)

/** How many servers there are; Kilonova's own, as no list of OpenStack's says it. */
export const serverCountRoutes = [
  route('GET /kilonova/server-counts', {
    rule: 'os_compute_api:servers:index',
    query: {
      parameters: {
        all_tenants: { summary: 'True for the servers of all projects, for administrators.' },
        'kilonova:q': search!,
      },
    },
    response: z.strictObject({ server_counts: serverCountsSchema }),
    summary: 'Counts the servers of the project by status.',
    async handle(api, context) {
      const { conditions } = await serversAskedFor(api, context, 'index')
      const statuses: Record<string, number> = {}
      let total = 0
      for (const { vmState, taskState, isDeleted, count } of await countServersByState(api.db, conditions)) {
        const status = isDeleted ? 'DELETED' : statusOf({ vmState, taskState, deletedAt: null })
        statuses[status] = (statuses[status] ?? 0) + count
        total += count
      }
      return { body: { server_counts: { total, statuses } } }
    },
  }),
]
