import { isQ35 } from './machine.ts'
import { oneOf } from './parse.ts'
import { fromImage } from './reconcile.ts'
import { property, refusal, type GuestOptionSource, type OptionText } from './option-text.ts'

const bus = oneOf('virtio', 'scsi', 'sata', 'ide', 'usb')

export type Bus = ReturnType<typeof bus>

/** How the guest reaches its disks. */
export const readDiskBus = (source: GuestOptionSource): Bus => busFor(source, 'hw_disk_bus', 'virtio')

/** How the guest reaches its CDs, such as the config drive. */
export const readCdromBus = (source: GuestOptionSource): Bus =>
  busFor(source, 'hw_cdrom_bus', isQ35(source) ? 'sata' : 'ide')

/** The SCSI controller for what is on that bus; undefined is for libvirt to choose. */
export const readScsiModel = fromImage(
  'hw_scsi_model',
  oneOf('virtio-scsi', 'lsilogic', 'lsisas1068', 'lsisas1078', 'vmpvscsi'),
)

function busFor(source: GuestOptionSource, key: string, otherwise: Bus): Bus {
  const option = property(source, key)
  if (option === undefined) return otherwise
  const wanted = bus(option)
  if (wanted === 'ide' && isQ35(source)) throw noIde(option)
  return wanted
}

const noIde = (option: OptionText) => refusal(option, 'its machine q35 has no IDE: write sata, or take the machine pc.')
