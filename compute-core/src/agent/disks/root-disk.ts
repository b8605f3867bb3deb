import { invalid } from '#platform/errors'
import type { GuestCommand, CommandImage } from '../commands/command-contract.ts'
import type { BaseImage, ImageCache } from './image-cache.ts'
import { qemuFormat } from './image-format.ts'
import { makeOverlay } from './qemu-img.ts'

const gib = 2 ** 30

/** Lays the server's root disk at `target`: an overlay that keeps the guest's changes, over the image in the cache. */
export async function makeRootDisk(guest: GuestCommand, cache: ImageCache, target: string): Promise<void> {
  const { image } = guest
  if (image === null) return
  // An image that is too large need not be fetched to know it.
  const told = qemuFormat(image) === 'raw' ? image.size : image.virtualSize
  if (told !== null) rootBytes(guest, told)
  const base = await cache.base(image, (virtualBytes) => rootBytes(guest, virtualBytes))
  await makeOverlay(base, target, rootBytes(guest, base.virtualBytes))
}

/** Lays a disk of the image's own size at `target`: what a server is rescued with. */
export async function makeRescueDisk(image: CommandImage, cache: ImageCache, target: string): Promise<void> {
  const base: BaseImage = await cache.base(image)
  await makeOverlay(base, target, wholeSectors(base.virtualBytes))
}

const wholeSectors = (bytes: number) => Math.ceil(bytes / 512) * 512

/** How large the guest sees its root disk: as the flavor says, or as the image is where the flavor leaves it open. */
function rootBytes({ image, flavor }: GuestCommand, virtualBytes: number): number {
  const imageBytes = wholeSectors(virtualBytes)
  if (flavor.diskGb === 0) return imageBytes
  const neededGb = Math.ceil(imageBytes / gib)
  if (neededGb > flavor.diskGb)
    throw invalid(
      `Image ${image?.id} needs a disk of ${neededGb} GB, and flavor ${flavor.name} has ${flavor.diskGb} GB. ` +
        `Choose a flavor with at least ${neededGb} GB of disk.`,
    )
  return image?.diskFormat === 'iso' ? imageBytes : flavor.diskGb * gib
}
