import type { CommandHandler } from './command-handler.ts'

/** Has the server's other commands wait for the guest no longer. */
export const guestEndGrace: CommandHandler<'guest-end-grace'> = {
  subject: ({ serverId }) => serverId,
  load: 'reading',
  endsGrace: () => true,
  run: async () => null,
}
