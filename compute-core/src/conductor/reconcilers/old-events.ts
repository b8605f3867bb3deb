import { forgetOldEvents } from '#platform/events/old-events'
import type { Reconciler } from './reconciler.ts'

const keptMs = 60 * 60_000

/** Forgets events that everybody who listens has read long ago. */
export const oldEvents: Reconciler = {
  name: 'old-events',
  everyMs: 10 * 60_000,
  run: ({ db }) => forgetOldEvents(db, keptMs),
}
