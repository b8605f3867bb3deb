import type { GuestDisk } from '#driver/compute-driver'
import type { GuestOrder } from '../orders/order-contract.ts'

/** A disk that a server gets, by its file name in the server's folder, as Nova names them. */
export interface PlannedDisk {
  kind: 'root' | 'ephemeral' | 'swap' | 'config'
  file: string
  disk: Omit<GuestDisk, 'source'>
}

/** The server's disks in the order in which the guest sees them; the config drive is always last. */
export function plannedDisks({ image, flavor }: GuestOrder): readonly PlannedDisk[] {
  const isIso = image?.diskFormat === 'iso'
  const planned: (PlannedDisk | false)[] = [
    image !== null && {
      kind: 'root',
      file: 'disk',
      disk: { format: 'qcow2', device: isIso ? 'cdrom' : 'disk', bootOrder: 1 },
    },
    flavor.ephemeralGb > 0 && { kind: 'ephemeral', file: 'disk.eph0', disk: { format: 'raw', device: 'disk' } },
    flavor.swapMb > 0 && { kind: 'swap', file: 'disk.swap', disk: { format: 'raw', device: 'disk' } },
    { kind: 'config', file: 'disk.config', disk: { format: 'raw', device: 'cdrom' } },
  ]
  return planned.filter((disk) => disk !== false)
}
