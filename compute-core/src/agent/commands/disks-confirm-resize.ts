import type { CommandHandler } from './command-handler.ts'

/** Forgets what the server's disks were before the resize. */
export const disksConfirmResize: CommandHandler<'disks-confirm-resize'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.confirmResize(serverId)
    return null
  },
}
