import type { OrderHandler } from './order-handler.ts'

/** Makes the server's disks and its config drive; what is there already stays. */
export const disksCreate: OrderHandler<'disks-create'> = {
  serverId: ({ serverId }) => serverId,
  load: 'heavy',
  async run({ disks }, guest) {
    await disks.create(guest)
    return null
  },
}
