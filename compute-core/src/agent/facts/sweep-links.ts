import type { Log } from '#platform/log'
import type { CommandHost } from '../commands/command-handler.ts'

const everyMs = 10 * 60_000

/**
 * Takes off the network what servers have left there that have neither a guest nor disks on this host any more, now and
 * then however often it is called. One that is just being built may be among them after a restart of the agent; starting its
 * guest plugs it in again.
 */
export function linkSweeper({ driver, disks, nics }: CommandHost, log: Log): () => Promise<void> {
  let nextAt = 0
  return async () => {
    if (performance.now() < nextAt) return
    nextAt = performance.now() + everyMs
    try {
      const [guests, servers] = await Promise.all([driver.listGuests(), disks.list()])
      await nics.sweep(new Set([...guests.keys(), ...servers]))
    } catch (err) {
      log.warn({ err }, 'Links that servers left behind could not be removed; trying again later.')
    }
  }
}
