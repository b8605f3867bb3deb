import { forgetGuestSamples, rollUpGuestSamples } from '#store/guest-sample-store'
import type { Reconciler } from './reconciler.ts'
import { retentionOf } from './host-samples.ts'

/** Makes averages and maxima of what guests used, and forgets what is older than the settings keep. */
export const guestSamples: Reconciler = {
  name: 'guest-samples',
  everyMs: 5 * 60_000,
  async run({ db, clock, settings }) {
    const now = clock.now()
    await rollUpGuestSamples(db, '5min', now)
    await rollUpGuestSamples(db, 'hour', now)
    await forgetGuestSamples(db, now, retentionOf(settings))
  },
}
