import type { CommandHandler } from './command-handler.ts'

/** Removes what the server was rescued with. */
export const disksUnrescue: CommandHandler<'disks-unrescue'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.unrescue(serverId)
    return null
  },
}
