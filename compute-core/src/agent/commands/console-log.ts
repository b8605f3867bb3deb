import type { CommandHandler } from './command-handler.ts'

/** Reads the end of the serial console. */
export const consoleLog: CommandHandler<'console-log'> = {
  subject: ({ serverId }) => serverId,
  load: 'reading',
  run: async ({ disks }, { serverId, maxBytes }) => ({ text: await disks.consoleLog(serverId, maxBytes) }),
}
