import { ownerlessServers } from '#store/server-drift'
import type { Reconciler } from './reconciler.ts'

/** Releases the ports of servers that hold nothing any more. */
export const orphanPorts: Reconciler = {
  name: 'orphan-ports',
  everyMs: 30_000,
  async run({ db, network, log }) {
    const ownerless = await ownerlessServers(db, await network.serversWithPorts())
    for (const serverId of ownerless) {
      log.warn({ serverId }, 'releasing orphan ports')
      await network.releasePorts(serverId)
    }
    return ownerless.size
  },
}
