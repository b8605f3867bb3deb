import { abandonUploadsBut, listIdsWithBytes } from './store/image-store.ts'
import type { ImageStore } from './upload-image.ts'

/**
 * Undoes what a crash left half done, of all processes but `others`: at a start, before anything else uses the store, and once another was
 * taken over. Tells how much.
 */
export async function recoverUploads(
  { db, files }: ImageStore,
  others: readonly string[],
): Promise<{ requeued: number; removedFiles: number }> {
  const requeued = await abandonUploadsBut(db, others)
  const removedFiles = await files.sweep(async () => new Set(await listIdsWithBytes(db)), others)
  return { requeued, removedFiles }
}
