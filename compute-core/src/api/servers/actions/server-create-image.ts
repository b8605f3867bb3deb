import { z } from 'zod'
import { nameField } from '#platform/service/fields'
import { metadataField } from '../../server-fields.ts'
import { beginSnapshot, checkImageMetadata, toldOf } from './begin-snapshot.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Makes an image of a server's root disk while it goes on. */
export const createImage = serverAction({
  ...namesOf('createImage'),
  body: z.strictObject({ name: nameField, metadata: metadataField.default({}) }),
  async handle(api, context, server, { name, metadata: said }) {
    await checkImageMetadata(api, context, said)
    const wanted = { name, imageType: 'snapshot', said } as const
    const imageId = await beginSnapshot(api, context, server, 'createImage', wanted, (id) =>
      beginServerAction(api, context, server, 'createImage', { imageId: id }),
    )
    return toldOf(context, imageId)
  },
})
