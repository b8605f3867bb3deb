import type { CreateOptions } from '#app/bff'
import { formatMb } from '#ui/format'

type Flavor = CreateOptions['flavors'][number]

/** How big a flavor is, in a line. */
export const flavorSize = ({ vcpus, ramMb, diskGb }: Pick<Flavor, 'vcpus' | 'ramMb' | 'diskGb'>): string =>
  `${vcpus} vCPU · ${formatMb(ramMb)} · ${diskGb} GB disk`

/** A flavor as a choice; `why` it cannot be chosen stands beside it. */
export const flavorChoice = (flavor: Flavor, why: string | null) => ({
  value: flavor.id,
  label: `${flavor.name}: ${flavorSize(flavor)}${why ? ` (${why})` : ''}`,
  disabled: why !== null,
})

/** Why a flavor cannot hold an image; null when it can. */
export const tooSmallFor = (flavor: Flavor, image: CreateOptions['images'][number] | undefined): string | null =>
  image && (flavor.ramMb < image.minRamMb || (flavor.diskGb > 0 && flavor.diskGb < image.minDiskGb))
    ? 'too small for this image'
    : null
