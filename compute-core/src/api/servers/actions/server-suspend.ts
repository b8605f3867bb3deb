import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Writes a server's memory to its host's disk and switches it off. */
export const suspend = serverAction({
  name: 'suspend',
  rule: 'os_compute_api:os-suspend-server:suspend',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'suspend'),
})
