import { z } from 'zod'
import { isoSeconds } from '#platform/clock'
import { containerFormats, diskFormats, imageStatuses, visibilities } from '../domain/image-values.ts'
import type { ImageRow } from '../store/image-store.ts'

const everyImage = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  status: z.enum(imageStatuses),
  visibility: z.enum(visibilities),
  owner: z.string(),
  protected: z.boolean(),
  os_hidden: z.boolean(),
  size: z.int().nullable(),
  virtual_size: z.int().nullable(),
  checksum: z.string().nullable(),
  os_hash_algo: z.string().nullable(),
  os_hash_value: z.string().nullable(),
  disk_format: z.enum(diskFormats).nullable(),
  container_format: z.enum(containerFormats).nullable(),
  min_disk: z.int(),
  min_ram: z.int(),
  tags: z.array(z.string()),
  created_at: z.string(),
  updated_at: z.string(),
  self: z.string(),
  file: z.string(),
  schema: z.string(),
})

/** An image as the API shows it: what every image has, and its own properties, which are text. */
export const imageView = everyImage.catchall(z.string())
export type ImageView = z.output<typeof everyImage> & Readonly<Record<string, unknown>>

/** An image as Glance shows it: flat, its properties among the rest. */
export const showImage = (image: ImageRow) => ({
  ...image.properties,
  id: image.id,
  name: image.name,
  status: image.status,
  visibility: image.visibility,
  owner: image.project_id,
  protected: image.protected,
  os_hidden: image.os_hidden,
  size: image.size,
  virtual_size: image.virtual_size,
  checksum: image.checksum,
  os_hash_algo: image.os_hash_algo,
  os_hash_value: image.os_hash_value,
  disk_format: image.disk_format,
  container_format: image.container_format,
  min_disk: image.min_disk,
  min_ram: image.min_ram,
  tags: image.tags,
  created_at: isoSeconds(image.created_at),
  updated_at: isoSeconds(image.updated_at),
  self: `/v2/images/${image.id}`,
  file: `/v2/images/${image.id}/file`,
  schema: '/v2/schemas/image',
})
