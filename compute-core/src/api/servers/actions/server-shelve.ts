import { z } from 'zod'
import { refuseVirtualTpm } from '#domain/server/feature-blocks'
import { beginSnapshot } from './begin-snapshot.ts'
import { beginServerAction, serverAction } from './server-action.ts'

/** Shuts a server down, puts its disk away as an image and, unless that is to wait, frees its host. */
export const shelve = serverAction({
  name: 'shelve',
  rule: 'os_compute_api:os-shelve:shelve',
  body: z.unknown(),
  async handle(api, ask, server) {
    refuseVirtualTpm(server)
    await beginSnapshot(api, ask, server, 'shelve', { name: `${server.name}-shelved`, imageType: 'snapshot', said: {} })
    return { status: 202 }
  },
})

/** Frees the host of a shelved server now. */
export const shelveOffload = serverAction({
  name: 'shelveOffload',
  rule: 'os_compute_api:os-shelve:shelve_offload',
  body: z.unknown(),
  handle: (api, ask, server) => beginServerAction(api, ask, server, 'shelveOffload'),
})
