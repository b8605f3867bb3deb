import { forgetShelvedImage, spentShelvedImages as findSpent } from '#store/overdue-servers'
import type { Reconciler } from './reconciler.ts'

/** Deletes the images of servers that are back from the shelf, or deleted: a crash came between that and the image's end. */
export const spentShelvedImages: Reconciler = {
  name: 'spent-shelved-images',
  everyMs: 60_000,
  async run({ db, images, log }) {
    const spent = await findSpent(db)
    for (const { serverId, imageId } of spent) {
      log.info({ serverId, imageId }, 'deleting the image of a server that is off the shelf')
      await images.remove(imageId)
      await forgetShelvedImage(db, serverId, imageId)
    }
    return spent.length
  },
}
