import { notFound } from '#platform/errors'
import { limitValue } from '../fields.ts'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'

/** Volumes of a server: there are no volumes in this cloud yet, and so no server has one. */
export const volumeAttachmentRoutes = [
  route('GET /servers/:server/os-volume_attachments', {
    query: { closedSince: '2.75', parameters: { limit: { value: limitValue }, offset: { value: limitValue } } },
    async handle(api, ask) {
      await ownServer(api, ask, 'os_compute_api:os-volumes-attachments:index')
      return { body: { volumeAttachments: [] } }
    },
  }),
  route('GET /servers/:server/os-volume_attachments/:volume', {
    query: { alsoAllowed: /./ },
    async handle(api, ask) {
      await ownServer(api, ask, 'os_compute_api:os-volumes-attachments:show')
      throw notFound('A volume attachment of the server with id', ask.params['volume']!)
    },
  }),
]
