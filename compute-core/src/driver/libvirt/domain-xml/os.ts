import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** The machine, and the kernel where the image brings one; disks carry their boot order themselves. */
export function os({ boot, imageProperties }: GuestSpec, { type }: Platform): Element {
  return element(
    'os',
    {},
    // libvirt's mock hypervisor knows no machines.
    element('type', { arch: type === 'test' ? undefined : 'x86_64', machine: machineOf(imageProperties, type) }, 'hvm'),
    boot && element('kernel', {}, boot.kernel),
    boot?.ramdisk !== undefined && element('initrd', {}, boot.ramdisk),
    boot?.commandLine !== undefined && element('cmdline', {}, boot.commandLine),
    type !== 'test' && element('smbios', { mode: 'sysinfo' }),
  )
}

/** Whether the guest gets the q35 machine, which has SATA where the default one has IDE. */
export function isQ35(imageProperties: GuestSpec['imageProperties']): boolean {
  return imageProperties['hw_machine_type']?.includes('q35') ?? false
}

const machineOf = (imageProperties: GuestSpec['imageProperties'], type: Platform['type']) =>
  type === 'test' ? undefined : (imageProperties['hw_machine_type'] ?? 'pc')
