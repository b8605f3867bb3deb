import type { Readable } from 'node:stream'
import { notFound } from '#platform/errors'
import type { Caller } from '#platform/http/caller'
import { isUuid, type ImageId } from '#platform/ids'
import { canSee } from './domain/image-access.ts'
import { findImage, type ImageRow } from './store/image-store.ts'
import type { ImageStore } from './upload-image.ts'

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

/** Image's only face to the other rooms. */
export interface ImageService {
  /** Throws `not-found` also for an image that this caller may not see. */
  get(imageId: ImageId, caller: Caller): Promise<ImageSummary>
  /** As the cloud itself, for flows: what a server was made from may have become private since. */
  find(imageId: ImageId): Promise<ImageSummary | undefined>
  /** The image's bytes from the start. Throws `not-found` when they are gone. */
  open(imageId: ImageId): Promise<Readable>
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
