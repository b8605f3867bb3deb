import { freshSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Defines and starts the server's guest on the disks and links that were made before. */
export const guestSpawn: CommandHandler<'guest-spawn'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run(host, guest) {
    await host.driver.spawn(await freshSpec(host, guest))
    return { power: await guestPower(host.driver, guest.serverId) }
  },
}
