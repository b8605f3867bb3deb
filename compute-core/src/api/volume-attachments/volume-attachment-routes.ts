import { z } from 'zod'
import { notFound } from '#platform/errors'
import { limitValue } from '#platform/service/fields'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { volumeAttachmentSchema } from './volume-attachment-schema.ts'

/** Volumes of a server: there are no volumes in this cloud yet, and so no server has one. */
export const volumeAttachmentRoutes = [
  route('GET /servers/:server/os-volume_attachments', {
    query: { closedSince: '2.75', parameters: { limit: { value: limitValue }, offset: { value: limitValue } } },
    response: z.strictObject({ volumeAttachments: z.array(volumeAttachmentSchema) }),
    summary: 'Lists the volumes of a server.',
    async handle(api, context) {
      await ownServer(api, context, 'os_compute_api:os-volumes-attachments:index')
      return { body: { volumeAttachments: [] } }
    },
  }),
  route('GET /servers/:server/os-volume_attachments/:volume', {
    query: { alsoAllowed: /./ },
    response: z.strictObject({ volumeAttachment: volumeAttachmentSchema }),
    summary: 'Shows a volume of a server.',
    async handle(api, context) {
      await ownServer(api, context, 'os_compute_api:os-volumes-attachments:show')
      throw notFound('A volume attachment of the server with id', context.params['volume']!)
    },
  }),
]
