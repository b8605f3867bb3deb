import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Stops the guest where it is. */
export const guestPause: CommandHandler<'guest-pause'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver }, { serverId }) {
    await driver.pause(serverId)
    return { power: await guestPower(driver, serverId) }
  },
}
