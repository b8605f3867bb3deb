import type { GuestDisk, GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import { imageChoice } from './image-choice.ts'
import { isQ35 } from './os.ts'
import type { Platform } from './platform.ts'

const prefixes = { virtio: 'vd', ide: 'hd', sata: 'sd', scsi: 'sd', usb: 'sd', fdc: 'fd' }

/** The guest's disks in the order given: `vda`, `vdb` …, with names of their own for each kind of bus. */
export function disks(guest: GuestSpec, { cacheModes }: Platform): Element[] {
  const used = new Map<string, number>()
  return guest.disks.map((disk) => {
    const bus = busOf(disk, guest)
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
      disk.device === 'cdrom' && element('readonly'),
      disk.bootOrder !== undefined && element('boot', { order: disk.bootOrder }),
    )
  })
}

function busOf({ device, bus }: GuestDisk, guest: GuestSpec) {
  if (bus !== undefined) return bus
  if (device === 'floppy') return 'fdc'
  if (device === 'disk') return imageChoice(guest, 'hw_disk_bus')
  return imageChoice(guest, 'hw_cdrom_bus', isQ35(guest.imageProperties) ? 'sata' : 'ide')
}

/** 0 → a, 25 → z, 26 → aa, as Linux names disks. */
function letters(index: number): string {
  const last = String.fromCharCode('a'.charCodeAt(0) + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
