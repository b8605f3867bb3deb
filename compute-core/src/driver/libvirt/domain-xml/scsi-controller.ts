import type { GuestOptions } from '#domain/guest-options/guest-options'
import { element, type Element } from './element.ts'

/** The SCSI controller that the image asks for; without a word of it libvirt adds its own where a disk needs one. */
export function scsiController({ scsiModel, diskBus, cdromBus }: GuestOptions): Element | undefined {
  if (scsiModel === undefined || (diskBus !== 'scsi' && cdromBus !== 'scsi')) return undefined
  return element('controller', { type: 'scsi', index: 0, model: scsiModel })
}
