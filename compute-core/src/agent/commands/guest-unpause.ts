import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Lets a paused guest go on. */
export const guestUnpause: CommandHandler<'guest-unpause'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver }, { serverId }) {
    await driver.unpause(serverId)
    return { power: await guestPower(driver, serverId) }
  },
}
