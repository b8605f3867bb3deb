import { z } from 'zod'
import { route, type Route } from '../route.ts'
import { beginDelete, wayToDelete } from './begin-delete.ts'
import { ownServer } from './find-own-server.ts'
import { serverActionRoute } from './server-action-route.ts'
import { serverCreate } from './server-create.ts'
import { serverListRoutes } from './server-list.ts'
import { serverUpdate } from './server-update.ts'
import { serverViewer } from './server-viewer.ts'
import { viewServer } from './view-server.ts'
import { serverSchema } from './server-schema.ts'

/** Servers: made, listed, shown, changed, deleted; what can be done to one is in `actions/`. */
export const serverRoutes: readonly Route[] = [
  ...serverListRoutes,
  serverCreate,
  serverUpdate,
  serverActionRoute,
  route('GET /servers/:server', {
    response: z.strictObject({ server: serverSchema }),
    summary: 'Shows a server.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:servers:show')
      return { body: { server: viewServer(server, serverViewer(api, context), 'show') } }
    },
  }),
  route('DELETE /servers/:server', {
    success: 204,
    summary: 'Deletes a server.',
    async handle(api, context) {
      const server = await ownServer(api, context, 'os_compute_api:servers:delete')
      await beginDelete(api, context, server, wayToDelete(api, server))
      return { status: 204 }
    },
  }),
]
