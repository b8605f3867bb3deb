import type { Database } from '#platform/db/database'
import { outlasting } from '#platform/db/outage'
import { conflict } from '#platform/errors'
import { assertOneMoreUpload, assertRoomFor, type ImageQuota, outOfRoom, roomLeft, unlimited } from './image-quota.ts'
import { ingestFile, storeFull, tooLarge, type IngestedFile } from './ingest-file.ts'
import type { ImageFiles, PartFile } from './store/image-files.ts'
import { abandonUpload, beginUpload, endUpload, type UploadClaim } from './store/image-store.ts'

export interface ImageStore {
  db: Database
  files: ImageFiles
  /** The process that takes uploads; null where there is one only. */
  processId?: string
  /** What each project may have; by default as much as it likes. */
  quota?: ImageQuota
  /** Glance's image_size_cap, in bytes; 1 TiB by default. */
  sizeCap?: number
}

export interface Upload {
  imageId: string
  diskFormat: string
  bytes: AsyncIterable<Uint8Array>
  /** As the client announced it. */
  announcedBytes: number | undefined
}

const tebibyte = 2 ** 40

/** Takes an image's bytes in: afterwards it is active, or queued as before with nothing left of the attempt. */
export async function uploadImage(store: ImageStore, upload: Upload): Promise<void> {
  const claim = await claimUpload(store, upload.imageId)
  const { sizeCap = tebibyte } = store
  let part: PartFile | undefined
  let counter: ByteCounter | undefined
  try {
    counter = await countBytes(store, claim.projectId)
    await assertRoom(store, upload.announcedBytes, counter)
    part = await store.files.openPart(upload.imageId)
    const file = await ingestFile(upload.bytes, part, upload.diskFormat, { sizeCap, count: counter.count })
    await keep(store, claim, part, file)
  } catch (error) {
    if (part) await store.files.discard(part)
    // While the database is away too: the image would stay `saving` until the next start.
    await outlasting(() => abandonUpload(store.db, claim))
    throw error
  } finally {
    counter?.end()
  }
}

/** Claims the image for this upload, if its project may have one more under way. */
async function claimUpload({ db, processId, quota = unlimited }: ImageStore, imageId: string): Promise<UploadClaim> {
  return db.transaction().execute(async (tx) => {
    const claim = await beginUpload(tx, imageId, processId ?? null)
    if (!claim)
      throw conflict(`Image ${imageId} is not queued.`, 'Its bytes are here or on their way: create another image.')
    await assertOneMoreUpload(tx, quota, claim.projectId)
    return claim
  })
}

/** The bytes of an upload, among those of its project that are under way. */
interface ByteCounter {
  /** Whether there is room for that many bytes more. */
  hasRoomFor(bytes: number): boolean
  count(bytes: number): void
  end(): void
}

/** Counts what comes, so that many uploads at once do not fill the disk before the last of them ends and is refused. */
async function countBytes({ db, files, quota = unlimited }: ImageStore, projectId: string): Promise<ByteCounter> {
  const room = await roomLeft(db, quota, projectId)
  const { underWay } = files
  const inAll = (bytes: number) => (underWay.get(projectId) ?? 0) + bytes
  let own = 0
  const hasRoomFor = (bytes: number) => inAll(bytes) <= room
  return {
    hasRoomFor,
    count(bytes) {
      if (!hasRoomFor(bytes)) throw outOfRoom(quota)
      underWay.set(projectId, inAll(bytes))
      own += bytes
    },
    end() {
      const left = inAll(-own)
      if (left > 0) underWay.set(projectId, left)
      else underWay.delete(projectId)
    },
  }
}

async function assertRoom(
  { files, sizeCap = tebibyte, quota = unlimited }: ImageStore,
  announcedBytes = 0,
  counter: ByteCounter,
): Promise<void> {
  if (announcedBytes > sizeCap) throw tooLarge(sizeCap)
  if (!counter.hasRoomFor(announcedBytes)) throw outOfRoom(quota)
  if (announcedBytes > (await files.freeBytes())) throw storeFull()
}

/** The file gets its name while the row is locked: who finds the image active finds its bytes. */
async function keep(
  { db, files, quota = unlimited }: ImageStore,
  claim: UploadClaim,
  part: PartFile,
  file: IngestedFile,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await assertRoomFor(tx, quota, claim.projectId, file.size)
    if (!(await endUpload(tx, claim, file)))
      throw conflict(`Image ${claim.id} was deleted during the upload.`, 'Create it again.')
    await files.keep(part, claim.id)
  })
}
