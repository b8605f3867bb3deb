import type { Db } from '#platform/db/database'
import type { Retention } from '#store/sample-store'
import type { ConductorSettings } from '../conductor.ts'
import type { Reconciler } from './reconciler.ts'

/** The samples of one kind, as their store keeps them. */
interface Samples {
  rollUp: (db: Db, into: '5min' | 'hour', now: Date) => Promise<unknown>
  forget: (db: Db, now: Date, retention: Retention) => Promise<unknown>
}

/** Makes averages and maxima of samples, and forgets what is older than the settings keep: what reconcilers of samples have in common. */
export const keepSamples = ({ rollUp, forget }: Samples): Omit<Reconciler, 'name'> => ({
  everyMs: 5 * 60_000,
  async run({ db, clock, settings }) {
    const now = clock.now()
    await rollUp(db, '5min', now)
    await rollUp(db, 'hour', now)
    await forget(db, now, retentionOf(settings))
  },
})

const retentionOf = (settings: ConductorSettings): Retention => ({
  rawHours: settings.metrics_raw_hours,
  fiveMinutesDays: settings.metrics_5min_days,
  hourDays: settings.metrics_hour_days,
})
