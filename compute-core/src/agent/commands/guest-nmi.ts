import type { CommandHandler } from './command-handler.ts'

/** Sends the guest an interrupt that it cannot ignore. */
export const guestNmi: CommandHandler<'guest-nmi'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver }, { serverId }) {
    await driver.injectNmi(serverId)
    return null
  },
}
