import type { ImageId } from '#platform/ids'
import type { Reconciler } from './reconciler.ts'

/** Deletes the images of servers that are back from the shelf, or deleted: a crash came between that and the image's end. */
export const spentShelvedImages: Reconciler = {
  name: 'spent-shelved-images',
  everyMs: 60_000,
  async run({ db, images, log }) {
    const spent = await db
      .selectFrom('compute.server')
      .select(['id', 'shelved_image_id'])
      .where('shelved_image_id', 'is not', null)
      .where((is) =>
        is.or([
          is('deleted_at', 'is not', null),
          // Without a host its image is all that there is of a server, whatever state somebody has put it in.
          is.and([is('vm_state', '=', 'active'), is('task_state', 'is', null), is('host_id', 'is not', null)]),
        ]),
      )
      .execute()
    for (const { id, shelved_image_id: imageId } of spent) {
      log.info({ serverId: id, imageId }, 'deleting the image of a server that is off the shelf')
      await images.remove(imageId as ImageId)
      await db
        .updateTable('compute.server')
        .set({ shelved_image_id: null })
        .where('id', '=', id)
        .where('shelved_image_id', '=', imageId)
        .execute()
    }
  },
}
