import { freshSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Has a suspended guest go on with the memory that was kept of it. */
export const guestResume: CommandHandler<'guest-resume'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run(host, guest) {
    await host.driver.resume(await freshSpec(host, guest))
    return { power: await guestPower(host.driver, guest.serverId) }
  },
}
