import { z } from 'zod'
import type { ServerBackupParams } from '#store/server-wishes'
import { integerField, metadataField, nameField } from '../../fields.ts'
import { beginSnapshot, checkImageMetadata, toldOf } from './begin-snapshot.ts'
import { serverAction } from './server-action.ts'

/** Makes an image of a server's root disk, and deletes the oldest of its kind beyond the rotation. */
export const createBackup = serverAction({
  name: 'createBackup',
  rule: 'os_compute_api:os-create-backup',
  body: z.strictObject({
    name: nameField,
    backup_type: z.string(),
    rotation: integerField(0),
    metadata: metadataField.default({}),
  }),
  async handle(api, ask, server, { name, backup_type: backupType, rotation, metadata }) {
    await checkImageMetadata(api, ask, metadata)
    const imageId = await beginSnapshot(api, ask, server, 'createBackup', {
      name,
      imageType: 'backup',
      said: { ...metadata, backup_type: backupType },
      params: { backupType, rotation } satisfies Omit<ServerBackupParams, 'serverId' | 'imageId'>,
    })
    // Before 2.45 nobody was told of an image that is deleted at once.
    return rotation === 0 && !ask.since('2.45') ? { status: 202 } : toldOf(ask, imageId)
  },
})
