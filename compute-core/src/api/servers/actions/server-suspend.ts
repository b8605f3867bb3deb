import { z } from 'zod'
import { refuseHiddenMemory } from '#domain/server/feature-blocks'
import { beginServerAction, serverAction } from './server-action.ts'

/** Writes a server's memory to its host's disk and switches it off. */
export const suspend = serverAction({
  name: 'suspend',
  rule: 'os_compute_api:os-suspend-server:suspend',
  body: z.unknown(),
  async handle(api, ask, server) {
    refuseHiddenMemory(server)
    return beginServerAction(api, ask, server, 'suspend')
  },
})
