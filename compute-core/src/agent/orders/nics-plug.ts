import type { OrderHandler } from './order-handler.ts'

/** Makes what the server's ports need on this host. */
export const nicsPlug: OrderHandler<'nics-plug'> = {
  serverId: ({ serverId }) => serverId,
  load: 'light',
  async run({ nics }, { serverId, ports }) {
    await nics.plug(serverId, ports)
    return null
  },
}
