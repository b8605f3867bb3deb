import type { CommandHandler } from './command-handler.ts'

/** Ends the server's guest and forgets its definition; disks stay. */
export const guestDestroy: CommandHandler<'guest-destroy'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  endsGrace: () => true,
  async run({ driver }, { serverId }) {
    await driver.destroy(serverId)
    return null
  },
}
