import type { CommandHandler } from './command-handler.ts'

/** Makes the server's disks what they were before the resize. */
export const disksRevertResize: CommandHandler<'disks-revert-resize'> = {
  subject: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.revertResize(serverId)
    return null
  },
}
