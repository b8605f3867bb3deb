import { freshSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { OrderHandler } from './order-handler.ts'

/** Starts the server's guest; one that runs is left alone. */
export const guestPowerOn: OrderHandler<'guest-power-on'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run(host, guest) {
    await host.driver.powerOn(await freshSpec(host, guest))
    return { power: await guestPower(host.driver, guest.serverId) }
  },
}
