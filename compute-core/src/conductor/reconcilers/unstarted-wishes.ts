import { openWishes } from '#platform/flow/wish-ledger'
import type { Reconciler } from './reconciler.ts'

/** Old enough that whoever wrote the wish has had the time to kick it. */
const lostAfterMs = 2_000

/** Begins the flows of wishes whose process died between writing and kicking them. */
export const unstartedWishes: Reconciler = {
  name: 'unstarted-wishes',
  everyMs: 5_000,
  async run({ db, flows }) {
    for (const wish of await openWishes(db, 'unstarted', lostAfterMs)) flows.kick(wish)
  },
}
