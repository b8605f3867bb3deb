import { guestSpec } from '../guest-spec.ts'
import type { CommandHandler } from './command-handler.ts'

/** Has the server's networks on this host and the cards of its guest do what its ports say now. */
export const guestUpdateNics: CommandHandler<'guest-update-nics'> = {
  subject: ({ guest }) => guest.serverId,
  load: 'light',
  async run(host, { guest }) {
    const nics = await host.nics.plug(guest.serverId, guest.ports)
    const spec = guestSpec(guest, host.disks.filesOf(guest), nics)
    for (const nic of nics) await host.driver.updateNic(spec, nic)
    return null
  },
}
