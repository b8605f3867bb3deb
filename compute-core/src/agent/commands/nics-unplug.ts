import type { CommandHandler } from './command-handler.ts'

/** Takes away what the server's ports had on this host. */
export const nicsUnplug: CommandHandler<'nics-unplug'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ nics }, { serverId, ports }) {
    await nics.unplug(serverId, ports)
    return null
  },
}
