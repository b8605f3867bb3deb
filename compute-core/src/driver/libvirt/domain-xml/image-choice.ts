import type { GuestSpec } from '#driver/compute-driver'
import { invalid } from '#platform/errors'

/** What an image may choose about the guest's hardware; the first of each is what a guest has without a choice. */
const choices = {
  hw_disk_bus: ['virtio', 'scsi', 'sata', 'ide'],
  hw_cdrom_bus: ['ide', 'sata', 'scsi', 'virtio'],
  hw_vif_model: ['virtio', 'e1000', 'e1000e', 'rtl8139', 'vmxnet3', 'pcnet', 'ne2k_pci'],
  hw_video_model: ['virtio', 'vga', 'bochs', 'cirrus', 'none'],
} as const

/** The image's choice, or `otherwise`; a refusal that lists the possible ones for anything else. Images are made by users. */
export function imageChoice<Property extends keyof typeof choices>(
  { imageProperties }: Pick<GuestSpec, 'imageProperties'>,
  property: Property,
  otherwise: (typeof choices)[Property][number] = choices[property][0],
): (typeof choices)[Property][number] {
  const wanted = imageProperties[property]
  if (wanted === undefined) return otherwise
  const found = choices[property].find((choice) => choice === wanted)
  if (found !== undefined) return found
  throw invalid(
    `The image's ${property} is ${wanted}; this host has ${choices[property].join(', ')}. Change the image's property.`,
    property,
  )
}
