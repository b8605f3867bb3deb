import type { CommandHandler } from './command-handler.ts'

/** Makes the server's disks and its config drive; what is there already stays. */
export const disksCreate: CommandHandler<'disks-create'> = {
  subject: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ disks }, guest) {
    await disks.create(guest)
    return null
  },
}
