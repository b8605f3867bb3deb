import { invalid } from '#platform/errors'
import { guestSpec } from '../guest-spec.ts'
import type { CommandHandler } from './command-handler.ts'

/** Plugs a port of the server into its host and a card for it into its guest. */
export const guestAttachNic: CommandHandler<'guest-attach-nic'> = {
  subject: ({ guest }) => guest.serverId,
  load: 'light',
  async run(host, { guest, portId }) {
    const nics = await host.nics.plug(guest.serverId, guest.ports)
    const nic = nics.find((each) => each.portId === portId)
    if (nic === undefined) throw invalid(`Port ${portId} is not among those of server ${guest.serverId}.`)
    await host.driver.attachNic(guestSpec(guest, host.disks.filesOf(guest), nics), nic)
    return null
  },
}
