import type { CommandHandler } from './command-handler.ts'

/** Makes what the server is rescued with; its own disks stay as they are. */
export const disksRescue: CommandHandler<'disks-rescue'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ disks }, guest) {
    await disks.rescue(guest)
    return null
  },
}
