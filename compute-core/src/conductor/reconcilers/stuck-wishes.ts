import { finishWish, isCarriedOut, openWishes } from '#platform/flow/wish-ledger'
import type { Reconciler } from './reconciler.ts'

/** Closes wishes whose flow has ended without saying so, and begins anew those whose flow is not known any more. */
export const stuckWishes: Reconciler = {
  name: 'stuck-wishes',
  everyMs: 15_000,
  async run({ db, flows, log }) {
    for (const wish of await openWishes(db, 'started', 15_000)) {
      const state = await flows.stateOf(wish.id)
      // Its flow may have ended properly since the list was read.
      if (state === 'running' || (await isCarriedOut(db, wish.id))) continue
      log.warn({ flow: wish.flow, flowId: wish.id, state }, 'a wish was stuck')
      if (state === 'ended') await finishWish(db, wish.id)
      else flows.kick(wish)
    }
  },
}
