import type { Db } from '#platform/db/database'
import { CloudError } from '#platform/errors'
import { lockUsage, usageOf } from './store/image-usage.ts'

/** What a project may have of images: Glance's unified limits, and -1 is unlimited. */
export interface ImageQuota {
  image_count_total: number
  image_count_uploading: number
  /** In MiB. */
  image_size_total: number
}

/** For a store that nobody limits. */
export const unlimited: ImageQuota = { image_count_total: -1, image_count_uploading: -1, image_size_total: -1 }

const mib = 2 ** 20

/** Refuses one more image than a project may have. The transaction holds the project's images until it ends: others wait to be counted. */
export async function assertOneMore(tx: Db, quota: ImageQuota, projectId: string): Promise<void> {
  const limit = quota.image_count_total
  if (limit < 0) return
  await lockUsage(tx, projectId)
  const { images } = await usageOf(tx, projectId)
  if (images >= limit) throw overQuota('image_count_total', `The project has ${images} images and may have ${limit}.`)
}

/** Refuses one more upload at a time than a project may have. Holds the project's images as `assertOneMore` does. */
export async function assertOneMoreUpload(tx: Db, quota: ImageQuota, projectId: string): Promise<void> {
  const limit = quota.image_count_uploading
  if (limit < 0) return
  await lockUsage(tx, projectId)
  const { uploading } = await usageOf(tx, projectId)
  // The one that asks has been counted.
  if (uploading > limit)
    throw overQuota('image_count_uploading', `The project may have ${limit} uploads at a time. Wait for one to end.`)
}

/** Refuses `bytes` more than a project may store. Holds the project's images as `assertOneMore` does. */
export async function assertRoomFor(tx: Db, quota: ImageQuota, projectId: string, bytes: number): Promise<void> {
  if (quota.image_size_total < 0) return
  await lockUsage(tx, projectId)
  if (bytes > (await roomLeft(tx, quota, projectId))) throw outOfRoom(quota)
}

/** The bytes that a project may store beside those that it has. */
export async function roomLeft(db: Db, quota: ImageQuota, projectId: string): Promise<number> {
  if (quota.image_size_total < 0) return Infinity
  return quota.image_size_total * mib - (await usageOf(db, projectId)).bytes
}

/** The refusal of bytes for which a project has no room left. */
export const outOfRoom = ({ image_size_total: limit }: ImageQuota) =>
  overQuota('image_size_total', `The images of the project may have ${limit} MiB together.`)

const overQuota = (name: keyof ImageQuota, why: string) =>
  new CloudError({
    kind: 'too-large',
    message: `Quota exceeded for ${name}: ${why} Delete images that are not needed, or ask an administrator for more.`,
  })
