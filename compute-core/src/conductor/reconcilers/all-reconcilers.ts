import { abandonedServers } from './abandoned-servers.ts'
import { autoConfirmResize } from './auto-confirm-resize.ts'
import { changedPorts } from './changed-ports.ts'
import { expiredTokens } from './expired-tokens.ts'
import { guestSamples } from './guest-samples.ts'
import { hostSamples } from './host-samples.ts'
import { guestsAfterBoot } from './guests-after-boot.ts'
import { guestsThatShouldNotRun } from './guests-that-should-not-run.ts'
import { guestsThatStopped } from './guests-that-stopped.ts'
import { lostDisks } from './lost-disks.ts'
import { oldAudit } from './old-audit.ts'
import { oldBulkRuns } from './old-bulk-runs.ts'
import { oldEvents } from './old-events.ts'
import { oldJobs } from './old-jobs.ts'
import { orphanClaims } from './orphan-claims.ts'
import { orphanGuests } from './orphan-guests.ts'
import { orphanPorts } from './orphan-ports.ts'
import { reclaimSoftDeleted } from './reclaim-soft-deleted.ts'
import type { Reconciler } from './reconciler.ts'
import { shelvedLongEnough } from './shelved-long-enough.ts'
import { spentShelvedImages } from './spent-shelved-images.ts'
import { unfinishedSnapshots } from './unfinished-snapshots.ts'
import { stuckJobs } from './stuck-jobs.ts'
import { undeliveredNotifications } from './undelivered-notifications.ts'
import { unstartedJobs } from './unstarted-jobs.ts'

/** Every drift that is looked for. */
export const allReconcilers: readonly Reconciler[] = [
  unstartedJobs,
  stuckJobs,
  abandonedServers,
  lostDisks,
  guestsThatStopped,
  guestsThatShouldNotRun,
  guestsAfterBoot,
  orphanClaims,
  orphanPorts,
  changedPorts,
  orphanGuests,
  autoConfirmResize,
  reclaimSoftDeleted,
  shelvedLongEnough,
  spentShelvedImages,
  unfinishedSnapshots,
  expiredTokens,
  guestSamples,
  hostSamples,
  oldEvents,
  oldJobs,
  oldBulkRuns,
  oldAudit,
  undeliveredNotifications,
]
