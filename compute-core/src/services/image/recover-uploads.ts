import { abandonAllUploads, listIdsWithBytes } from './store/image-store.ts'
import type { ImageStore } from './upload-image.ts'

/** Undoes, at start and before anything else uses the store, what a crash left half done; tells how much. */
export async function recoverUploads({ db, files }: ImageStore): Promise<{ requeued: number; removedFiles: number }> {
  const requeued = await abandonAllUploads(db)
  const removedFiles = await files.sweep(new Set(await listIdsWithBytes(db)))
  return { requeued, removedFiles }
}
