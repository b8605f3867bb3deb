import type { OrderHandler } from './order-handler.ts'

/** Takes away what the server's ports had on this host. */
export const nicsUnplug: OrderHandler<'nics-unplug'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ nics }, { serverId, ports }) {
    await nics.unplug(serverId, ports)
    return null
  },
}
