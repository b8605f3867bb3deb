import { ownerless } from './ownerless.ts'
import type { Reconciler } from './reconciler.ts'

/** Gives back what is claimed for servers that hold nothing any more. */
export const orphanClaims: Reconciler = {
  name: 'orphan-claims',
  everyMs: 30_000,
  async run({ db, placement, log }) {
    for (const serverId of await ownerless(db, await placement.consumers())) {
      log.warn({ serverId }, 'giving back an orphan claim')
      await placement.release(serverId)
    }
  },
}
