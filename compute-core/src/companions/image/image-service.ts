import type { Readable } from 'node:stream'
import type { Caller } from '#platform/http/caller'
import type { ImageId } from '#platform/ids'

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
