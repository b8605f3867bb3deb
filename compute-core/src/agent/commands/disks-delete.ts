import type { CommandHandler } from './command-handler.ts'

/** Removes the server's folder with all that is in it. */
export const disksDelete: CommandHandler<'disks-delete'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.delete(serverId)
    return null
  },
}
