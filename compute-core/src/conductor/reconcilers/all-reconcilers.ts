import { abandonedServers } from './abandoned-servers.ts'
import { autoConfirmResize } from './auto-confirm-resize.ts'
import { expiredTokens } from './expired-tokens.ts'
import { guestsThatShouldNotRun } from './guests-that-should-not-run.ts'
import { guestsThatStopped } from './guests-that-stopped.ts'
import { oldEvents } from './old-events.ts'
import { oldWishes } from './old-wishes.ts'
import { orphanClaims } from './orphan-claims.ts'
import { orphanGuests } from './orphan-guests.ts'
import { orphanPorts } from './orphan-ports.ts'
import { reclaimSoftDeleted } from './reclaim-soft-deleted.ts'
import type { Reconciler } from './reconciler.ts'
import { shelvedLongEnough } from './shelved-long-enough.ts'
import { spentShelvedImages } from './spent-shelved-images.ts'
import { unfinishedSnapshots } from './unfinished-snapshots.ts'
import { stuckWishes } from './stuck-wishes.ts'
import { undeliveredNotifications } from './undelivered-notifications.ts'
import { unstartedWishes } from './unstarted-wishes.ts'

/** Every drift that is looked for. */
export const allReconcilers: readonly Reconciler[] = [
  unstartedWishes,
  stuckWishes,
  abandonedServers,
  guestsThatStopped,
  guestsThatShouldNotRun,
  orphanClaims,
  orphanPorts,
  orphanGuests,
  autoConfirmResize,
  reclaimSoftDeleted,
  shelvedLongEnough,
  spentShelvedImages,
  unfinishedSnapshots,
  expiredTokens,
  oldEvents,
  oldWishes,
  undeliveredNotifications,
]
