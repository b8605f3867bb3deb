import { forgetHostSamples, rollUpHostSamples } from '#store/host-sample-store'
import { keepSamples } from './keep-samples.ts'
import type { Reconciler } from './reconciler.ts'

/** Makes averages and maxima of how much of the hosts was in use, and forgets what is older than the settings keep. */
export const hostSamples: Reconciler = {
  name: 'host-samples',
  ...keepSamples({ rollUp: rollUpHostSamples, forget: forgetHostSamples }),
}
