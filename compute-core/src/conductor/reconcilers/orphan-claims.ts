import { endedMigrations } from '#store/migration-store'
import { ownerlessServers } from '#store/server-drift'
import type { Reconciler } from './reconciler.ts'

/** Gives back what is claimed for servers that hold nothing any more, and for migrations that have ended. */
export const orphanClaims: Reconciler = {
  name: 'orphan-claims',
  everyMs: 30_000,
  async run({ db, placement, log }) {
    const consumers = await placement.consumers()
    const ownerless = await ownerlessServers(db, consumers)
    for (const serverId of ownerless) {
      log.warn({ serverId }, 'giving back an orphan claim')
      await placement.release(serverId)
    }
    const ended = await endedMigrations(db, consumers)
    for (const { id, serverId, isTakenBack } of ended) {
      log.warn({ serverId, migration: id, isTakenBack }, 'a migration has ended and left its claim')
      // A server that is what it was before needs the claim that it had before.
      await (isTakenBack ? placement.putBack(serverId, id) : placement.release(id))
    }
    return ownerless.size + ended.length
  },
}
