import { isoSeconds } from '#platform/clock'
import type { ImageRow } from '../store/image-store.ts'

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
