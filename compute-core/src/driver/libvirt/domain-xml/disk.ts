import type { GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestDisk, GuestSpec } from '#driver/compute-driver'
import { diskLimits } from './disk-limits.ts'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

const prefixes = { virtio: 'vd', ide: 'hd', sata: 'sd', scsi: 'sd', usb: 'sd', fdc: 'fd' }

/** The guest's disks in the order given: `vda`, `vdb` …, with names of their own for each kind of bus. */
export function disks(guest: GuestSpec, options: GuestOptions, { cacheModes }: Platform): Element[] {
  const used = new Map<string, number>()
  return guest.disks.map((disk) => {
    const bus = busOf(disk, options)
    const prefix = prefixes[bus]
    const index = used.get(prefix) ?? 0
    used.set(prefix, index + 1)
    const cache = cacheModes.get(disk.source) ?? 'writeback'
    return element(
      'disk',
      { type: 'file', device: disk.device },
      element('driver', {
        name: 'qemu',
        type: disk.format,
        cache,
        discard: disk.device === 'disk' ? 'unmap' : undefined,
      }),
      element('source', { file: disk.source }),
      element('target', { dev: prefix + letters(index), bus }),
      disk.device === 'disk' && diskLimits(options),
      disk.device === 'cdrom' && element('readonly'),
      disk.bootOrder !== undefined && element('boot', { order: disk.bootOrder }),
    )
  })
}

function busOf({ device, bus }: GuestDisk, { diskBus, cdromBus }: GuestOptions) {
  if (bus !== undefined) return bus
  if (device === 'floppy') return 'fdc'
  return device === 'disk' ? diskBus : cdromBus
}

/** 0 → a, 25 → z, 26 → aa, as Linux names disks. */
function letters(index: number): string {
  const last = String.fromCharCode('a'.charCodeAt(0) + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
