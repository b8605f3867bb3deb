import type { CommandHandler } from './command-handler.ts'

/** Makes the server's disks anew in place of those that it has. */
export const disksRebuild: CommandHandler<'disks-rebuild'> = {
  subject: ({ guest }) => guest.serverId,
  load: 'heavy',
  async run({ disks }, { guest, keepEphemeral }) {
    await disks.rebuild(guest, { ephemeral: keepEphemeral })
    return null
  },
}
