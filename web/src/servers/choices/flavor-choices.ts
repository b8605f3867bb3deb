import type { CreateOptions } from '#shared/bff'
import { formatMb } from '#ui/format'
import { t } from '#ui/i18n'

type Flavor = CreateOptions['flavors'][number]

/** The size of a flavor, in one line. */
export const flavorSize = ({ vcpus, ramMb, diskGb }: Pick<Flavor, 'vcpus' | 'ramMb' | 'diskGb'>): string =>
  t('{{vcpus}} vCPU · {{memory}} · {{disk}} GB disk', { vcpus, memory: formatMb(ramMb), disk: diskGb })

/** Why a flavor is too small for an image; null if it is not. */
export const tooSmallFor = (flavor: Flavor, image: CreateOptions['images'][number] | undefined): string | null =>
  image && (flavor.ramMb < image.minRamMb || (flavor.diskGb > 0 && flavor.diskGb < image.minDiskGb))
    ? t('too small for this image')
    : null
