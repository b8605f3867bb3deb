import type { Flavor } from '#domain/flavor/flavor'
import type { GuestOptions } from '#domain/guest-options/guest-options'
import { CloudError, invalid } from '#platform/errors'
import type { BlankDisk, ReadDevices } from './read-block-devices.ts'

/**
 * Refuses disks that the flavor does not give, and those that it gives but are not made so here: a server has one swap disk and one
 * disk for data, each as large as its flavor says, on the bus of the root disk.
 */
export function checkLocalDisks(
  flavor: Pick<Flavor, 'ephemeralGb' | 'swapMb'>,
  { diskBus = 'virtio' }: Pick<GuestOptions, 'diskBus'>,
  { blanks, locals }: Pick<ReadDevices, 'blanks' | 'locals'>,
): void {
  const [swaps, data] = [blanks.filter(isSwap), blanks.filter((disk) => !isSwap(disk))]
  checkSizes('swap', swaps, { most: flavor.swapMb, unit: 'MB' })
  checkSizes('ephemeral', data, { most: flavor.ephemeralGb, unit: 'GB' })
  if (data.some(({ guest_format: format }) => format !== undefined && format !== 'ext4'))
    throw notSo('Disks for data are formatted as ext4 here: leave guest_format out.')
  for (const { disk_bus: bus, device_type: type } of locals) {
    if (bus !== undefined && bus !== diskBus)
      throw notSo(
        `The disks of this image are on ${diskBus}: leave disk_bus out, or boot an image with hw_disk_bus=${bus}.`,
      )
    if (type !== undefined && type !== 'disk') throw notSo('Local disks are of device_type disk here: leave it out.')
  }
}

const isSwap = ({ guest_format: format }: BlankDisk) => format === 'swap'

function checkSizes(what: string, disks: readonly BlankDisk[], { most, unit }: { most: number; unit: string }): void {
  if (disks.length === 0) return
  const sizes = disks.map(({ volume_size: size }) => size ?? most)
  const sum = sizes.reduce((all, size) => all + size, 0)
  if (most === 0 || sum > most)
    throw invalid(
      `Block Device Mapping is Invalid: ${what} disks of ${sum} ${unit}, and the flavor gives ${most} ${unit}.`,
      'block_device_mapping_v2',
    )
  if (disks.length > 1 || sum !== most)
    throw notSo(`A server has one ${what} disk with all ${most} ${unit} of its flavor: leave volume_size out.`)
}

const notSo = (message: string) => new CloudError({ kind: 'not-implemented', message })
