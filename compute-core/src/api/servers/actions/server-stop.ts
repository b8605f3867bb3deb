import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Asks a server's guest to shut down, and powers it off where it does not. */
export const stop = serverAction({
  name: 'os-stop',
  rule: 'os_compute_api:servers:stop',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'stop'),
})
