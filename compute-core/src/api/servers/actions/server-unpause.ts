import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Lets a paused server go on. */
export const unpause = serverAction({
  name: 'unpause',
  rule: 'os_compute_api:os-pause-server:unpause',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'unpause'),
})
