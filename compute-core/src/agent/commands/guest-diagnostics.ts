import type { CommandHandler } from './command-handler.ts'

/** Reads what the hypervisor measures of the guest. */
export const guestDiagnostics: CommandHandler<'guest-diagnostics'> = {
  subject: ({ serverId }) => serverId,
  load: 'reading',
  run: async ({ driver }, { serverId }) => ({ diagnostics: (await driver.diagnostics(serverId)) ?? null }),
}
