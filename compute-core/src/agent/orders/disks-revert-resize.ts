import type { OrderHandler } from './order-handler.ts'

/** Makes the server's disks what they were before the resize. */
export const disksRevertResize: OrderHandler<'disks-revert-resize'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ disks }, { serverId }) {
    await disks.revertResize(serverId)
    return null
  },
}
