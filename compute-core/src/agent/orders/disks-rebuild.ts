import type { OrderHandler } from './order-handler.ts'

/** Makes the server's disks anew in place of those that it has. */
export const disksRebuild: OrderHandler<'disks-rebuild'> = {
  serverId: ({ guest }) => guest.serverId,
  load: 'heavy',
  async run({ disks }, { guest, keepEphemeral }) {
    await disks.rebuild(guest, { ephemeral: keepEphemeral })
    return null
  },
}
