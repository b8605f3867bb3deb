import type { CommandHandler } from './command-handler.ts'

/** Has the host ask what it has to know of the server, and makes that true. */
export const desiredState: CommandHandler<'desired-state'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ desired }, { serverId, generation }) {
    await desired.reach(serverId, generation)
    return null
  },
}
