import { forgetGuestSamples, rollUpGuestSamples } from '#store/guest-sample-store'
import { keepSamples } from './keep-samples.ts'
import type { Reconciler } from './reconciler.ts'

/** Makes averages and maxima of what guests used, and forgets what is older than the settings keep. */
export const guestSamples: Reconciler = {
  name: 'guest-samples',
  ...keepSamples({ rollUp: rollUpGuestSamples, forget: forgetGuestSamples }),
}
