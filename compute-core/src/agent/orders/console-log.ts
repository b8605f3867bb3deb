import type { OrderHandler } from './order-handler.ts'

/** Reads the end of the serial console. */
export const consoleLog: OrderHandler<'console-log'> = {
  serverId: ({ serverId }) => serverId,
  load: 'reading',
  run: async ({ disks }, { serverId, maxBytes }) => ({ text: await disks.consoleLog(serverId, maxBytes) }),
}
