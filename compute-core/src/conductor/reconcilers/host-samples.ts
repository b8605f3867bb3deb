import { forgetHostSamples, rollUpHostSamples } from '#store/host-sample-store'
import type { Retention } from '#store/sample-store'
import type { ConductorSettings } from '../conductor.ts'
import type { Reconciler } from './reconciler.ts'

/** Makes averages and maxima of how much of the hosts was in use, and forgets what is older than the settings keep. */
export const hostSamples: Reconciler = {
  name: 'host-samples',
  everyMs: 5 * 60_000,
  async run({ db, clock, settings }) {
    const now = clock.now()
    await rollUpHostSamples(db, '5min', now)
    await rollUpHostSamples(db, 'hour', now)
    await forgetHostSamples(db, now, retentionOf(settings))
  },
}

/** For how long samples and their averages are kept. */
export const retentionOf = (settings: ConductorSettings): Retention => ({
  rawHours: settings.metrics_raw_hours,
  fiveMinutesDays: settings.metrics_5min_days,
  hourDays: settings.metrics_hour_days,
})
