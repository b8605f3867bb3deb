import { z } from 'zod'
import { refuseHiddenMemory } from '#domain/server/feature-blocks'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Writes a server's memory to its host's disk and switches it off. */
export const suspend = serverAction({
  ...namesOf('suspend'),
  body: z.unknown(),
  async handle(api, context, server) {
    refuseHiddenMemory(server)
    return beginServerAction(api, context, server, 'suspend')
  },
})
