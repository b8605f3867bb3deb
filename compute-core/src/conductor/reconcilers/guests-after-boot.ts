import { forgetOldGuests, guestsToStart, takeGuestToStart } from '#store/guests-after-boot'
import { beginForCloud } from '../begin-for-cloud.ts'
import type { Reconciler } from './reconciler.ts'

/**
 * Starts the servers again that the cloud stopped since their host went down, where `resume_guests_state_on_host_boot` had them kept in
 * mind. First they are stopped, as every guest that has lost its power is: so their owners see what happened, and may start them sooner.
 */
export const guestsAfterBoot: Reconciler = {
  name: 'guests-after-boot',
  everyMs: 10_000,
  async run(io) {
    const ids = await guestsToStart(io.db)
    for (const id of ids)
      await beginForCloud(io, id, { from: 'stopped', action: 'start', isDue: (trx) => takeGuestToStart(trx, id) })
    await forgetOldGuests(io.db)
    return ids.length
  },
}
