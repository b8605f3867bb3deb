import { pruneBulkRuns } from '#store/bulk-run-store'
import type { Reconciler } from './reconciler.ts'

const dayMs = 24 * 60 * 60_000

/** Forgets bulk runs that ended longer ago than the operator keeps them; what they did is in the servers' action logs. */
export const oldBulkRuns: Reconciler = {
  name: 'old-bulk-runs',
  everyMs: 10 * 60_000,
  run: ({ db, settings }) => pruneBulkRuns(db, settings.bulk_run_retention_days * dayMs),
}
