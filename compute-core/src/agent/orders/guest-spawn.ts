import { specOf } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { OrderHandler } from './order-handler.ts'

/** Defines and starts the server's guest on the disks that were made before. */
export const guestSpawn: OrderHandler<'guest-spawn'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run(host, guest) {
    await host.driver.spawn(await specOf(host, guest))
    return { power: await guestPower(host.driver, guest.serverId) }
  },
}
