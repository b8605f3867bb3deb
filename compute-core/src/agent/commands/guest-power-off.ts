import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Asks the guest to shut down, and pulls the plug when its time is over. */
export const guestPowerOff: CommandHandler<'guest-power-off'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  endsGrace: ({ graceMs }) => graceMs === 0,
  async run({ driver }, { serverId, graceMs }, graceEnded) {
    await driver.powerOff(serverId, graceMs, graceEnded)
    return { power: await guestPower(driver, serverId) }
  },
}
