import { invalid } from '#platform/errors'
import type { GuestOrder, OrderImage } from '../orders/order-contract.ts'
import type { ImageCache } from './image-cache.ts'
import { qemuFormat } from './image-format.ts'
import { runProgram } from './run-program.ts'

const gib = 2 ** 30

/** Lays the server's root disk at `target`: an overlay that keeps the guest's changes, over the image in the cache. */
export async function makeRootDisk(guest: GuestOrder, cache: ImageCache, target: string): Promise<void> {
  const { image } = guest
  if (image === null) return
  // A raw image that is too large need not be fetched to know it.
  if (qemuFormat(image) === 'raw') rootBytes(guest, image.size)
  const base = await cache.base(image)
  const backing = ['-b', base.path, '-F', base.format]
  const bytes = rootBytes(guest, base.virtualBytes)
  await runProgram('qemu-img', ['create', '-q', '-f', 'qcow2', ...backing, target, String(bytes)])
}

/** Lays a disk of the image's own size at `target`: what a server is rescued with. */
export async function makeRescueDisk(image: OrderImage, cache: ImageCache, target: string): Promise<void> {
  const base = await cache.base(image)
  const bytes = wholeSectors(base.virtualBytes)
  await runProgram('qemu-img', [
    'create',
    '-q',
    '-f',
    'qcow2',
    '-b',
    base.path,
    '-F',
    base.format,
    target,
    String(bytes),
  ])
}

const wholeSectors = (bytes: number) => Math.ceil(bytes / 512) * 512

/** How large the guest sees its root disk: as the flavor says, or as the image is where the flavor leaves it open. */
function rootBytes({ image, flavor }: GuestOrder, virtualBytes: number): number {
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
