import { z } from 'zod'
import { integerField, nameField } from '#platform/service/fields'
import { metadataField } from '../../server-fields.ts'
import { beginSnapshot, checkImageMetadata, toldOf } from './begin-snapshot.ts'
import { beginServerAction, namesOf, serverAction } from './server-action.ts'

/** Makes an image of a server's root disk, and deletes the oldest of its kind beyond the rotation. */
export const createBackup = serverAction({
  ...namesOf('createBackup'),
  body: z.strictObject({
    name: nameField,
    backup_type: z.string(),
    rotation: integerField(0),
    metadata: metadataField.default({}),
  }),
  async handle(api, context, server, { name, backup_type: backupType, rotation, metadata }) {
    await checkImageMetadata(api, context, metadata)
    const wanted = { name, imageType: 'backup', said: { ...metadata, backup_type: backupType } } as const
    const imageId = await beginSnapshot(api, context, server, 'createBackup', wanted, (id) =>
      beginServerAction(api, context, server, 'createBackup', { imageId: id, backupType, rotation }),
    )
    // Before 2.45 nobody was told of an image that is deleted at once.
    return rotation === 0 && !context.since('2.45') ? { status: 202 } : toldOf(context, imageId)
  },
})
