import type { CommandHandler } from './command-handler.ts'

/** Makes what the server's ports need on this host. */
export const nicsPlug: CommandHandler<'nics-plug'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ nics }, { serverId, ports }) {
    await nics.plug(serverId, ports)
    return null
  },
}
