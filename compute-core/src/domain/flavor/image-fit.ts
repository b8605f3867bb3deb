import type { EmbeddedFlavor } from '#domain/server/server'

interface ImageNeeds {
  minDiskGb: number
  minRamMb: number
  size: number | null
  virtualSize: number | null
}

const bytesPerGb = 1024 ** 3

/** Why a server of this flavor cannot boot this image, with what it would need; undefined when it can. */
export function misfit(
  flavor: Pick<EmbeddedFlavor, 'name' | 'ramMb' | 'diskGb'>,
  image: ImageNeeds,
): string | undefined {
  if (flavor.ramMb < image.minRamMb)
    return `Flavor ${flavor.name} has ${flavor.ramMb} MB of memory, the image needs ${image.minRamMb} MB.`
  // A flavor with no disk takes the image's own size.
  if (flavor.diskGb === 0) return undefined
  const neededGb = Math.max(image.minDiskGb, Math.ceil((image.virtualSize ?? image.size ?? 0) / bytesPerGb))
  if (flavor.diskGb < neededGb)
    return `Flavor ${flavor.name} has a disk of ${flavor.diskGb} GB, the image needs ${neededGb} GB.`
  return undefined
}
