import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Stops a server's guest where it is; its memory stays in its host's. */
export const pause = serverAction({
  name: 'pause',
  rule: 'os_compute_api:os-pause-server:pause',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'pause'),
})
