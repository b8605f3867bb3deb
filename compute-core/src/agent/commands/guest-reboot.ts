import { freshSpec } from '../guest-spec.ts'
import { guestPower } from './guest-power.ts'
import type { CommandHandler } from './command-handler.ts'

/** Starts the guest anew: politely when asked so and the guest listens, else by pulling the plug. */
export const guestReboot: CommandHandler<'guest-reboot'> = {
  subject: ({ guest }) => guest.serverId,
  load: 'light',
  endsGrace: ({ hard }) => hard,
  async run(host, { guest, hard, graceMs }, graceEnded) {
    const listened = !hard && (await host.driver.softReboot(guest.serverId, graceMs, graceEnded))
    // Whoever has ended the grace period starts or ends the guest itself.
    if (hard || (!listened && !graceEnded.aborted)) await host.driver.hardReboot(await freshSpec(host, guest))
    return { power: await guestPower(host.driver, guest.serverId), fellBack: !hard && !listened }
  },
}
