import { oneOf, yesOrNo } from './parse.ts'
import { agreed } from './reconcile.ts'
import { property, type GuestOptionSource, type Parse } from './option-text.ts'

/** Properties that others act on, with the values they can have. Those that choose hardware are checked where they are read. */
const types: Readonly<Record<string, Parse<unknown>>> = {
  hw_rescue_bus: oneOf('virtio', 'scsi', 'sata', 'ide', 'usb'),
  hw_rescue_device: oneOf('disk', 'cdrom', 'floppy', 'lun'),
  hw_rng_model: oneOf('virtio'),
  hw_vm_mode: oneOf('hvm', 'xen', 'uml', 'exe'),
  img_config_drive: oneOf('optional', 'mandatory'),
  img_signature_hash_method: oneOf('sha-224', 'sha-256', 'sha-384', 'sha-512'),
  os_require_quiesce: yesOrNo,
}

const pciAffinity = agreed(
  'hw:pci_numa_affinity_policy',
  'hw_pci_numa_affinity_policy',
  oneOf('required', 'preferred', 'legacy', 'socket'),
)

/** Refuses a property whose value nobody could act on. */
export function checkImageProperties(source: GuestOptionSource): void {
  pciAffinity(source)
  for (const [key, parse] of Object.entries(types)) {
    const option = property(source, key)
    if (option !== undefined) parse(option)
  }
}
