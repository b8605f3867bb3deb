import { guestPower } from './guest-power.ts'
import type { OrderHandler } from './order-handler.ts'

/** Asks the guest to shut down, and pulls the plug when its time is over. */
export const guestPowerOff: OrderHandler<'guest-power-off'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver }, { serverId, graceMs }) {
    await driver.powerOff(serverId, graceMs)
    return { power: await guestPower(driver, serverId) }
  },
}
