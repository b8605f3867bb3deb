import { z } from 'zod'
import { lockUsage } from '#store/quota-store'
import { openQuota } from '../claim-quota.ts'
import { beginServerAction, serverAction } from './server-action.ts'

/** Takes a soft-deleted server back; it counts against the quota again. */
export const restore = serverAction({
  name: 'restore',
  rule: 'os_compute_api:os-deferred-delete:restore',
  body: z.unknown(),
  handle: (api, ask, server) =>
    beginServerAction(api, ask, server, 'restore', {}, async (trx) => {
      await lockUsage(trx, server.projectId)
      const quota = await openQuota(trx, api, server.projectId)
      const { flavor, metadata } = server
      quota.claim({ flavor, request: { minCount: 1, maxCount: 1, server: { metadata: { ...metadata } } } })
    }),
})
