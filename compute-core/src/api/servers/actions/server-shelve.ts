import { z } from 'zod'
import { refuseVirtualTpm } from '#domain/server/feature-blocks'
import { beginSnapshot } from './begin-snapshot.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Shuts a server down, puts its disk away as an image and, unless that is to wait, frees its host. */
export const shelve = serverAction({
  ...namesOf('shelve'),
  body: z.unknown(),
  async handle(api, context, server) {
    refuseVirtualTpm(server)
    const wanted = { name: `${server.name}-shelved`, imageType: 'snapshot', said: {} } as const
    await beginSnapshot(api, context, server, 'shelve', wanted, (imageId) =>
      beginServerAction(api, context, server, 'shelve', { imageId }),
    )
    return { status: 202 }
  },
})
