import type { Readable } from 'node:stream'
import { CloudError, notFound, overQuota } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import { isUuid, type ImageId, type ProjectId } from '#platform/ids'
import type { QueryTest } from '#platform/service/list-query/query-keys'
import { createImage } from './create-image.ts'
import { imageNames, imagesNamed, type ImageViewer } from './store/image-names.ts'
import { deleteImage, findImage, updateImage, type ImageInsert, type ImageRow } from './store/image-store.ts'
import { isShownTo } from './store/member-store.ts'
import { backupsOf, type BackupsOf, type UnfinishedSnapshot, unfinishedSnapshots } from './store/snapshot-listing.ts'
import { type ImageStore, uploadImage } from './upload-image.ts'

/** What compute needs to know of an image. */
export interface ImageSummary {
  id: ImageId
  name: string | null
  status: string
  diskFormat: string | null
  containerFormat: string | null
  /** Bytes; null until the upload has ended. */
  size: number | null
  virtualSize: number | null
  sha512: string | null
  minDiskGb: number
  minRamMb: number
  properties: Readonly<Record<string, string>>
  createdAt: Date
  updatedAt: Date
}

/** An image that the cloud makes of a server; its bytes come later. */
export interface NewImage {
  id: ImageId
  projectId: ProjectId
  name: string
  containerFormat: string
  minDiskGb: number
  minRamMb: number
  properties: Readonly<Record<string, string>>
}

/** The bytes of an image that the cloud makes itself. */
export interface ImageBytes {
  diskFormat: string
  size: number
  open(): Readable
}

/** Image's only face to the other rooms. */
export interface ImageService {
  /** Throws `not-found` also for an image that this caller may not see. */
  get(imageId: ImageId, caller: Caller): Promise<ImageSummary>
  /** As the cloud itself: of what is known of an image, and never of its bytes, since the image may have become private. */
  find(imageId: ImageId): Promise<ImageSummary | undefined>
  /** What a server of that project may be made from now; undefined for an image that the project does not see, or sees no more. */
  findFor(imageId: ImageId, projectId: ProjectId): Promise<ImageSummary | undefined>
  /** The images that the viewer sees and whose name is as any of the tests wants it. */
  named(tests: readonly QueryTest[], viewer: ImageViewer): Promise<readonly string[]>
  /** The names of those of these images that the viewer sees, by id. */
  namesOf(imageIds: readonly string[], viewer: ImageViewer): Promise<ReadonlyMap<string, string>>
  /** The image's bytes, from the `start`th on. Throws `not-found` when they are gone. */
  open(imageId: ImageId, start?: number): Promise<Readable>
  /** Adds an image that waits for its bytes. Twice is once: false when it is there already. Throws `over-quota` when its project may not have one more. */
  create(image: NewImage): Promise<boolean>
  /** Gives a waiting image its bytes, and makes it active; of an active one nothing is read. Throws `not-found` for one that was deleted. */
  write(imageId: ImageId, bytes: ImageBytes): Promise<void>
  /** Deletes the image with its bytes, whoever owns it; one that is gone already is fine, and one that somebody protects stays. */
  remove(imageId: ImageId): Promise<void>
  /** A project's backups of its server of that type, newest first; protected ones are their owner's to delete. */
  backups(of: BackupsOf): Promise<readonly ImageId[]>
  /** Snapshots that have been waiting for their bytes for longer than `olderThanMs`, and the servers that they were to be of. */
  unfinishedSnapshots(olderThanMs: number): Promise<readonly UnfinishedSnapshot[]>
}

/** The image service over rows in `db` and bytes in `files`. */
export const imageService = (store: ImageStore): ImageService => {
  const { db, files } = store
  return {
    async get(imageId, caller) {
      const row = isUuid(imageId) ? await findImage(db, imageId) : undefined
      if (!row || !(caller.seesAll || (await isShownTo(db, caller.projectId, row)))) throw notFound('Image', imageId)
      return asSummary(row)
    },
    async find(imageId) {
      const row = isUuid(imageId) ? await findImage(db, imageId) : undefined
      return row && asSummary(row)
    },
    async findFor(imageId, projectId) {
      const row = isUuid(imageId) ? await findImage(db, imageId) : undefined
      return row && (await isShownTo(db, projectId, row)) ? asSummary(row) : undefined
    },
    named: (tests, viewer) => imagesNamed(db, tests, viewer),
    namesOf: (imageIds, viewer) => imageNames(db, imageIds, viewer),
    open: (imageId, start = 0) => files.read(imageId, { start }),
    async create(image) {
      if (await findImage(db, image.id)) return false
      await createImage(store, asRow(image)).catch(asComputeSaysIt)
      return true
    },
    async write(imageId, { diskFormat, size, open }) {
      const row = await findImage(db, imageId)
      if (row?.status === 'active') return
      if (!row || !(await updateImage(db, imageId, { disk_format: diskFormat }))) throw notFound('Image', imageId)
      await uploadImage(store, { imageId, diskFormat, bytes: open(), announcedBytes: size })
    },
    async remove(imageId) {
      if ((await findImage(db, imageId))?.protected) return
      await deleteImage(db, imageId)
      await files.remove(imageId)
    },
    backups: (of) => backupsOf(db, of),
    unfinishedSnapshots: (olderThanMs) => unfinishedSnapshots(db, olderThanMs),
  }
}

/** A quota is 413 to a client of images, and 403 to one of servers. */
function asComputeSaysIt(error: unknown): never {
  throw error instanceof CloudError && error.failure.kind === 'too-large' ? overQuota(error.message) : error
}

const asRow = (image: NewImage): ImageInsert => ({
  id: image.id,
  project_id: image.projectId,
  name: image.name,
  status: 'queued',
  visibility: 'private',
  container_format: image.containerFormat,
  min_disk: image.minDiskGb,
  min_ram: image.minRamMb,
  properties: { ...image.properties },
})

const asSummary = (row: ImageRow): ImageSummary => ({
  id: row.id as ImageId,
  name: row.name,
  status: row.status,
  diskFormat: row.disk_format,
  containerFormat: row.container_format,
  size: row.size,
  virtualSize: row.virtual_size,
  sha512: row.os_hash_value,
  minDiskGb: row.min_disk,
  minRamMb: row.min_ram,
  properties: row.properties,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
