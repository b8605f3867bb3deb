import type { EmbeddedFlavor } from '#domain/server/server'
import type { FlavorId } from '#platform/ids'

/** A size that servers can have. */
export interface Flavor extends EmbeddedFlavor {
  id: FlavorId
  isPublic: boolean
  disabled: boolean
  description: string | null
}

/** What a server keeps of its flavor. */
export const embedded = (flavor: Flavor): EmbeddedFlavor => ({
  name: flavor.name,
  vcpus: flavor.vcpus,
  ramMb: flavor.ramMb,
  diskGb: flavor.diskGb,
  ephemeralGb: flavor.ephemeralGb,
  swapMb: flavor.swapMb,
  rxtxFactor: flavor.rxtxFactor,
  extraSpecs: flavor.extraSpecs,
})

/** The flavors that a new cloud has. */
export const defaultFlavors: readonly Pick<Flavor, 'name' | 'vcpus' | 'ramMb' | 'diskGb'>[] = [
  { name: 'm1.nano', vcpus: 1, ramMb: 128, diskGb: 1 },
  { name: 'm1.micro', vcpus: 1, ramMb: 256, diskGb: 1 },
  { name: 'm1.tiny', vcpus: 1, ramMb: 512, diskGb: 1 },
  { name: 'm1.small', vcpus: 1, ramMb: 2048, diskGb: 20 },
  { name: 'm1.medium', vcpus: 2, ramMb: 4096, diskGb: 40 },
  { name: 'm1.large', vcpus: 4, ramMb: 8192, diskGb: 80 },
  { name: 'm1.xlarge', vcpus: 8, ramMb: 16384, diskGb: 160 },
]
