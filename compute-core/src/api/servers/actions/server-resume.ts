import { z } from 'zod'
import { beginServerAction, serverAction } from './server-action.ts'

/** Lets a suspended server go on with the memory that was kept. */
export const resume = serverAction({
  name: 'resume',
  rule: 'os_compute_api:os-suspend-server:resume',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'resume'),
})
