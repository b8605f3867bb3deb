import type { GuestDisk, GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import { isQ35 } from './os.ts'
import type { Platform } from './platform.ts'

const prefixes: Readonly<Record<string, string>> = {
  virtio: 'vd',
  ide: 'hd',
  sata: 'sd',
  scsi: 'sd',
  usb: 'sd',
  fdc: 'fd',
}

/** The guest's disks in the order given: `vda`, `vdb` …, with names of their own for each kind of bus. */
export function disks({ disks, imageProperties }: GuestSpec, { cacheModes }: Platform): Element[] {
  const used = new Map<string, number>()
  return disks.map((disk) => {
    const bus = busOf(disk, imageProperties)
    const prefix = prefixes[bus] ?? 'vd'
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

function busOf(disk: GuestDisk, imageProperties: GuestSpec['imageProperties']): string {
  if (disk.device === 'disk') return imageProperties['hw_disk_bus'] ?? 'virtio'
  return imageProperties['hw_cdrom_bus'] ?? (isQ35(imageProperties) ? 'sata' : 'ide')
}

/** 0 → a, 25 → z, 26 → aa, as Linux names disks. */
function letters(index: number): string {
  const last = String.fromCharCode('a'.charCodeAt(0) + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
