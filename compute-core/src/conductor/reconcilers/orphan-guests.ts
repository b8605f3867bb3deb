import { newId, type ServerId } from '#platform/ids'
import { command } from '../conductor.ts'
import { ownerlessServers } from '#store/server-drift'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

/** Clears guests and disks from hosts whose server is deleted or was never built: a host that was away during a delete still has them. */
export const orphanGuests: Reconciler = {
  name: 'orphan-guests',
  everyMs: 20_000,
  async run(io) {
    let found = 0
    for (const { hostName, guests, disks } of io.reports.latest()) {
      const onHost = [...new Set([...guests.keys(), ...disks])]
      const ownerless = await ownerlessServers(io.db, onHost)
      for (const serverId of ownerless) await clear(io, hostName, serverId)
      found += ownerless.size
    }
    return found
  },
}

async function clear(io: ReconcilerIo, hostName: string, serverId: ServerId): Promise<void> {
  try {
    await command(io, hostName, 'guest-destroy', newId<string>(), { serverId })
    await command(io, hostName, 'disks-delete', newId<string>(), { serverId })
    await command(io, hostName, 'nics-unplug', newId<string>(), { serverId, ports: [] })
    io.log.info({ serverId, host: hostName }, 'cleared an orphan from a host')
  } catch (err) {
    io.log.warn({ serverId, host: hostName, err }, 'an orphan could not be cleared; trying again later')
  }
}
