import { guestSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { OrderHandler } from './order-handler.ts'

/** Defines and starts the server's guest on the disks and links that were made before. */
export const guestSpawn: OrderHandler<'guest-spawn'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver, disks, nics }, guest) {
    await driver.spawn(guestSpec(guest, disks.filesOf(guest), nics.linksFor(guest.ports)))
    return { power: await guestPower(driver, guest.serverId) }
  },
}
