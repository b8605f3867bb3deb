import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Keeps the guest's memory on this host's disk and switches it off. */
export const guestSuspend: CommandHandler<'guest-suspend'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ driver }, { serverId }) {
    await driver.suspend(serverId)
    return { power: await guestPower(driver, serverId) }
  },
}
