import type { CommandHandler } from './command-handler.ts'

/** Reads which of the host's CPUs its guests are kept to. */
export const guestCpus: CommandHandler<'guest-cpus'> = {
  subject: ({ hostId }) => hostId,
  load: 'reading',
  run: async ({ driver }) => ({ guests: [...(await driver.guestCpus())] }),
}
