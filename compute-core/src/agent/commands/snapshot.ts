import type { CommandHandler } from './command-handler.ts'

/** Makes a file of the server's root disk: of a guest that runs a copy as of one moment, else of the disk as it is. */
export const snapshotMake: CommandHandler<'snapshot-make'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ disks, driver }, { serverId, imageId, freeze }) {
    await driver.endCopy(serverId, { source: disks.rootDisk(serverId), freeze })
    await disks.snapshot({ serverId, imageId }, (source, target) =>
      driver.copyDisk(serverId, { source, target, freeze }),
    )
    return null
  },
}

/** Brings the file to its image and removes it. */
export const snapshotUpload: CommandHandler<'snapshot-upload'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ disks }, { serverId, imageId, grant }) {
    await disks.uploadSnapshot({ serverId, imageId, grant })
    return null
  },
}

/** Ends a copy that was left, and removes its files. */
export const snapshotDiscard: CommandHandler<'snapshot-discard'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks, driver }, { serverId, imageId, freeze }) {
    await driver.endCopy(serverId, { source: disks.rootDisk(serverId), freeze })
    await disks.discardSnapshot({ serverId, imageId })
    return null
  },
}
