import type { Log } from '#platform/log'
import type { OrderHost } from '../orders/order-handler.ts'

/**
 * Takes off the network what servers have left there that have neither a guest nor disks on this host any more. One that is
 * just being built may be among them after a restart of the agent; starting its guest plugs it in again.
 */
export async function sweepLinks({ driver, disks, nics }: OrderHost, log: Log): Promise<void> {
  try {
    const [guests, servers] = await Promise.all([driver.listGuests(), disks.list()])
    await nics.sweep(new Set([...guests.keys(), ...servers]))
  } catch (err) {
    log.warn({ err }, 'Links that servers left behind could not be removed; trying again later.')
  }
}
