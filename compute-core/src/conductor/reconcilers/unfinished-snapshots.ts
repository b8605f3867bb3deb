import type { ServerId } from '#platform/ids'
import type { Reconciler, ReconcilerIo } from './reconciler.ts'

const givenUpAfterMs = 15 * 60_000

/** Deletes images that wait for the disk of a server of which nobody makes a snapshot any more. */
export const unfinishedSnapshots: Reconciler = {
  name: 'unfinished-snapshots',
  everyMs: 60_000,
  async run(io) {
    for (const { imageId, serverId } of await io.images.unfinishedSnapshots(givenUpAfterMs)) {
      if (await isBusy(io, serverId)) continue
      io.log.warn({ imageId, serverId }, 'deleting an image whose snapshot was never made')
      await io.images.remove(imageId)
    }
  },
}

async function isBusy({ db }: ReconcilerIo, serverId: ServerId): Promise<boolean> {
  const wish = await db
    .selectFrom('platform.wish')
    .select('id')
    .where('subject_id', '=', serverId)
    .where('finished_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return wish !== undefined
}
