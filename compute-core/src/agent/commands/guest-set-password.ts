import type { CommandHandler } from './command-handler.ts'

/** Gives a user of the guest another password, through the agent in it. */
export const guestSetPassword: CommandHandler<'guest-set-password'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver, seal }, { serverId, user, sealedPassword }) {
    await driver.setPassword(serverId, { user, password: seal.open(sealedPassword) })
    return null
  },
}
