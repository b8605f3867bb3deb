import type { CommandHandler } from './command-handler.ts'

/** Removes the server's folder with all that is in it. */
export const disksDelete: CommandHandler<'disks-delete'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.delete(serverId)
    return null
  },
}
