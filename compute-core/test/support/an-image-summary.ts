import type { ImageSummary } from '#services/image/image-service'
import { newId, type ImageId } from '#platform/ids'

/** A small sound image, new each time. */
export const anImageSummary = (what: Partial<ImageSummary> = {}): ImageSummary => ({
  id: newId<ImageId>(),
  name: 'tiny',
  status: 'active',
  diskFormat: 'qcow2',
  containerFormat: 'bare',
  size: 10_000_000,
  virtualSize: 100_000_000,
  sha512: '00',
  minDiskGb: 0,
  minRamMb: 0,
  properties: {},
  createdAt: new Date(),
  updatedAt: new Date(),
  ...what,
})
