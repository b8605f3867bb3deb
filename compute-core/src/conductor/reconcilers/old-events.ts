import { sql } from 'kysely'
import type { Reconciler } from './reconciler.ts'

/** Forgets events that everybody who listens has read long ago. */
export const oldEvents: Reconciler = {
  name: 'old-events',
  everyMs: 10 * 60_000,
  async run({ db }) {
    await db
      .deleteFrom('platform.event')
      .where('at', '<', sql<Date>`now() - interval '1 hour'`)
      .execute()
  },
}
