import { z } from 'zod'
import { metadataField, nameField } from '../../fields.ts'
import { beginSnapshot, checkImageMetadata, toldOf } from './begin-snapshot.ts'
import { serverAction } from './server-action.ts'

/** Makes an image of a server's root disk while it goes on. */
export const createImage = serverAction({
  name: 'createImage',
  rule: 'os_compute_api:servers:create_image',
  body: z.strictObject({ name: nameField, metadata: metadataField.default({}) }),
  async handle(api, ask, server, { name, metadata: said }) {
    await checkImageMetadata(api, ask, said)
    return toldOf(ask, await beginSnapshot(api, ask, server, 'createImage', { name, imageType: 'snapshot', said }))
  },
})
