import type { OrderHandler } from './order-handler.ts'

/** Reads what the hypervisor measures of the guest. */
export const guestDiagnostics: OrderHandler<'guest-diagnostics'> = {
  serverId: ({ serverId }) => serverId,
  load: 'reading',
  run: async ({ driver }, { serverId }) => ({ diagnostics: (await driver.diagnostics(serverId)) ?? null }),
}
