import { endedMigrations } from '#store/migration-store'
import { ownerless } from './ownerless.ts'
import type { Reconciler } from './reconciler.ts'

/** Gives back what is claimed for servers that hold nothing any more. */
export const orphanClaims: Reconciler = {
  name: 'orphan-claims',
  everyMs: 30_000,
  async run({ db, placement, log }) {
    const consumers = await placement.consumers()
    for (const consumerId of [...(await ownerless(db, consumers)), ...(await endedMigrations(db, consumers))]) {
      log.warn({ consumerId }, 'giving back an orphan claim')
      await placement.release(consumerId)
    }
  },
}
