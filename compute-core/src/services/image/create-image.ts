import { assertOneMore, unlimited } from './image-quota.ts'
import { insertImage, type ImageInsert, type ImageRow } from './store/image-store.ts'
import type { ImageStore } from './upload-image.ts'

/** Adds an image that waits for its bytes, if its project may have one more; an id that was ever taken is a conflict. */
export const createImage = ({ db, quota = unlimited }: ImageStore, image: ImageInsert): Promise<ImageRow> =>
  db.transaction().execute(async (tx) => {
    await assertOneMore(tx, quota, image.project_id)
    return insertImage(tx, image)
  })
