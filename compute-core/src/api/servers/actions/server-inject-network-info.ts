import { z } from 'zod'
import { conflict } from '#platform/errors'
import { serverAction } from './server-action.ts'

/** Once wrote a server's addresses into its guest. Nothing is left to do: guests ask for them over DHCP and find them on their config drive. */
export const injectNetworkInfo = serverAction({
  name: 'injectNetworkInfo',
  rule: 'os_compute_api:os-admin-actions:inject_network_info',
  body: z.unknown(),
  async handle(_api, context, server) {
    if (server.lockedBy !== null && !context.caller.isAdmin)
      throw conflict(`Instance ${server.id} is locked.`, 'Unlock it first.')
    return { status: 202 }
  },
})
