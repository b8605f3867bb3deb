import { guestSpec } from '../guest-spec.ts'
import type { CommandHandler } from './command-handler.ts'

/** Takes the card of a port from the guest and the port off its host. */
export const guestDetachNic: CommandHandler<'guest-detach-nic'> = {
  subject: ({ guest }) => guest.serverId,
  load: 'light',
  async run(host, { guest, port }) {
    const [nic] = host.nics.linksFor([port])
    const spec = guestSpec(guest, host.disks.filesOf(guest), host.nics.linksFor(guest.ports))
    if (nic !== undefined) await host.driver.detachNic(spec, nic)
    await host.nics.unplug(guest.serverId, [port])
    return null
  },
}
