import type { CommandHandler } from './command-handler.ts'

/** Gives the server's disks the sizes of another flavor, with a way back. */
export const disksResize: CommandHandler<'disks-resize'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ disks }, guest) {
    await disks.resize(guest)
    return null
  },
}
