import { forgetOldAudit } from '#platform/audit/old-audit'
import type { Reconciler } from './reconciler.ts'

/** Forgets of the audit what is older than the operator keeps it. */
export const oldAudit: Reconciler = {
  name: 'old-audit',
  everyMs: 60 * 60_000,
  run: ({ db, settings }) => forgetOldAudit(db, settings.audit_retention_days),
}
