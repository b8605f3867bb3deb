import type { Readable } from 'node:stream'
import { notFound } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import { isUuid, type ImageId, type ProjectId } from '#platform/ids'
import { canSee } from './domain/image-access.ts'
import {
  deleteImage,
  findImage,
  insertImage,
  updateImage,
  type ImageInsert,
  type ImageRow,
} from './store/image-store.ts'
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
  /** As the cloud itself, for flows: what a server was made from may have become private since. */
  find(imageId: ImageId): Promise<ImageSummary | undefined>
  /** The image's bytes from the start. Throws `not-found` when they are gone. */
  open(imageId: ImageId): Promise<Readable>
  /** Adds an image that waits for its bytes. Twice is once. */
  create(image: NewImage): Promise<void>
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
export const imageService = ({ db, files }: ImageStore): ImageService => ({
  async get(imageId, caller) {
    const row = isUuid(imageId) ? await findImage(db, imageId) : undefined
    if (!row || !canSee(caller, row)) throw notFound('Image', imageId)
    return asSummary(row)
  },
  async find(imageId) {
    const row = isUuid(imageId) ? await findImage(db, imageId) : undefined
    return row && asSummary(row)
  },
  open: (imageId) => files.read(imageId),
  async create(image) {
    if (await findImage(db, image.id)) return
    await insertImage(db, asRow(image))
  },
  async write(imageId, { diskFormat, size, open }) {
    const row = await findImage(db, imageId)
    if (row?.status === 'active') return
    if (!row || !(await updateImage(db, imageId, { disk_format: diskFormat }))) throw notFound('Image', imageId)
    await uploadImage({ db, files }, { imageId, diskFormat, bytes: open(), announcedBytes: size })
  },
  async remove(imageId) {
    if ((await findImage(db, imageId))?.protected) return
    await deleteImage(db, imageId)
    await files.remove(imageId)
  },
  backups: (of) => backupsOf(db, of),
  unfinishedSnapshots: (olderThanMs) => unfinishedSnapshots(db, olderThanMs),
})

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
