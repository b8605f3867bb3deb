import type { CommandHandler } from './command-handler.ts'

/** Has the server's networks on this host and the cards of its guest do what its ports say now. */
export const guestUpdateNics: CommandHandler<'guest-update-nics'> = {
  subject: ({ guest }) => guest.serverId,
  load: 'light',
  async run({ driver, nics }, { guest }) {
    for (const nic of await nics.plug(guest.serverId, guest.ports)) await driver.updateNic(guest.serverId, nic)
    return null
  },
}
