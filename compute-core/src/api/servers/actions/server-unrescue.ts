import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Starts a rescued server from its own disks again. */
export const unrescue = serverAction({
  name: 'unrescue',
  rule: 'os_compute_api:os-unrescue',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'unrescue'),
})
