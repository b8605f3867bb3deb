import { freshSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Starts the server's guest; one that runs is left alone. */
export const guestPowerOn: CommandHandler<'guest-power-on'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run(host, guest) {
    await host.driver.powerOn(await freshSpec(host, guest))
    return { power: await guestPower(host.driver, guest.serverId) }
  },
}
