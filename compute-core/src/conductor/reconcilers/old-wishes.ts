import { pruneWishes } from '#platform/flow/wish-ledger'
import type { Reconciler } from './reconciler.ts'

const keptMs = 60 * 60_000

/** Forgets wishes and the checkpoints of flows that ended an hour ago; what people read of them is the action log. */
export const oldWishes: Reconciler = {
  name: 'old-wishes',
  everyMs: 10 * 60_000,
  async run({ db, flows }) {
    // The checkpoints go first: a wish without checkpoints would be begun anew, were it not known to have ended.
    await flows.prune(keptMs)
    await pruneWishes(db, keptMs)
  },
}
