import type { OrderHandler } from './order-handler.ts'

/** Ends the server's guest and forgets its definition; disks stay. */
export const guestDestroy: OrderHandler<'guest-destroy'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ driver }, { serverId }) {
    await driver.destroy(serverId)
    return null
  },
}
