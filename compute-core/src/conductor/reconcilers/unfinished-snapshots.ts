import { hasOpenJob } from '#platform/flow/job-ledger'
import type { Reconciler } from './reconciler.ts'

const givenUpAfterMs = 15 * 60_000

/** Deletes images that wait for the disk of a server of which nobody makes a snapshot any more. */
export const unfinishedSnapshots: Reconciler = {
  name: 'unfinished-snapshots',
  everyMs: 60_000,
  async run(io) {
    let deleted = 0
    for (const { imageId, serverId } of await io.images.unfinishedSnapshots(givenUpAfterMs)) {
      if (await hasOpenJob(io.db, serverId)) continue
      io.log.warn({ imageId, serverId }, 'deleting an image whose snapshot was never made')
      await io.images.remove(imageId)
      deleted++
    }
    return deleted
  },
}
