import type { GuestCommand } from '../commands/command-contract.ts'
import type { PlannedDisk } from './planned-disk.ts'
import { rescueDisks } from './rescue-disks.ts'

/** The disks in the order in which the guest sees them: the server's own, or those of its rescue. */
export function plannedDisks(guest: GuestCommand): readonly PlannedDisk[] {
  const own = ownDisks(guest)
  return guest.rescue ? rescueDisks(own, guest.rescue.image) : own
}

/** The server's own disks; the config drive is always last. */
function ownDisks({ image, flavor }: GuestCommand): readonly PlannedDisk[] {
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
