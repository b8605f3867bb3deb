import type { OrderHandler } from './order-handler.ts'

/** Removes the server's folder with all that is in it. */
export const disksDelete: OrderHandler<'disks-delete'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.delete(serverId)
    return null
  },
}
