import type { Database } from '#platform/db/database'
import { conflict } from '#platform/errors'
import { ingestFile, storeFull, tooLarge, maxImageBytes, type IngestedFile } from './ingest-file.ts'
import type { ImageFiles, PartFile } from './store/image-files.ts'
import { abandonUpload, beginUpload, endUpload, type UploadClaim } from './store/image-store.ts'

export interface ImageStore {
  db: Database
  files: ImageFiles
}

export interface Upload {
  imageId: string
  diskFormat: string
  bytes: AsyncIterable<Uint8Array>
  /** As the client announced it. */
  announcedBytes: number | undefined
}

/** Takes an image's bytes in: afterwards it is active, or queued as before with nothing left of the attempt. */
export async function uploadImage({ db, files }: ImageStore, upload: Upload): Promise<void> {
  const claim = await beginUpload(db, upload.imageId)
  if (!claim)
    throw conflict(
      `Image ${upload.imageId} is not queued.`,
      'Its bytes are here or on their way: create another image.',
    )
  let part: PartFile | undefined
  try {
    await assertRoom(files, upload.announcedBytes)
    part = await files.openPart(upload.imageId)
    const file = await ingestFile(upload.bytes, part, upload.diskFormat)
    await keep({ db, files }, claim, part, file)
  } catch (error) {
    if (part) await files.discard(part)
    await abandonUpload(db, claim)
    throw error
  }
}

async function assertRoom(files: ImageFiles, announcedBytes = 0): Promise<void> {
  if (announcedBytes > maxImageBytes) throw tooLarge()
  if (announcedBytes > (await files.freeBytes())) throw storeFull()
}

/** The file gets its name while the row is locked: who finds the image active finds its bytes. */
async function keep({ db, files }: ImageStore, claim: UploadClaim, part: PartFile, file: IngestedFile): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (!(await endUpload(tx, claim, file)))
      throw conflict(`Image ${claim.id} was deleted during the upload.`, 'Create it again.')
    await files.keep(part, claim.id)
  })
}
