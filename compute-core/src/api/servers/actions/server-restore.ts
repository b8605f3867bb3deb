import { z } from 'zod'
import { lockUsage } from '#store/quota-store'
import { openQuota } from '../claim-quota.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Takes a soft-deleted server back; it counts against the quota again. */
export const restore = serverAction({
  ...namesOf('restore'),
  body: z.unknown(),
  handle: (api, context, server) =>
    beginServerAction(api, context, server, 'restore', {}, async (trx) => {
      await lockUsage(trx, server.projectId)
      const quota = await openQuota(trx, api, server.projectId)
      const { flavor, metadata } = server
      quota.claim({ flavor, request: { minCount: 1, maxCount: 1, server: { metadata: { ...metadata } } } })
    }),
})
