import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Powers a stopped server on. */
export const start = serverAction({
  name: 'os-start',
  rule: 'os_compute_api:servers:start',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'start'),
})
