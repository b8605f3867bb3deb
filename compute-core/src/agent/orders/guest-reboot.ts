import { freshSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { OrderHandler } from './order-handler.ts'

/** Starts the guest anew: politely when asked so and the guest listens, else by pulling the plug. */
export const guestReboot: OrderHandler<'guest-reboot'> = {
  serverId: ({ guest }) => guest.serverId,
  load: 'light',
  async run(host, { guest, hard, graceMs }) {
    const listened = !hard && (await host.driver.softReboot(guest.serverId, graceMs))
    if (!listened) await host.driver.hardReboot(await freshSpec(host, guest))
    return { power: await guestPower(host.driver, guest.serverId), fellBack: !hard && !listened }
  },
}
