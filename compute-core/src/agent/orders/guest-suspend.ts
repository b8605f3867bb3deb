import { guestPower } from './guest-power.ts'
import type { OrderHandler } from './order-handler.ts'

/** Keeps the guest's memory on this host's disk and switches it off. */
export const guestSuspend: OrderHandler<'guest-suspend'> = {
  serverId: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ driver }, { serverId }) {
    await driver.suspend(serverId)
    return { power: await guestPower(driver, serverId) }
  },
}
