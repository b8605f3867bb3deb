import type { GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestSpec } from '#driver/compute-driver'
import { element, type Element } from './element.ts'
import type { Platform } from './platform.ts'

/** The machine, its firmware, and the kernel where the image brings one; disks carry their boot order themselves. */
export function os({ boot }: GuestSpec, options: GuestOptions, { type }: Platform): Element {
  // libvirt's mock hypervisor knows no machines and no firmware.
  const isMock = type === 'test'
  const machine = { arch: 'x86_64', machine: options.machine ?? 'pc' }
  return element(
    'os',
    { firmware: options.firmware.uefi && !isMock ? 'efi' : undefined },
    element('type', isMock ? {} : machine, 'hvm'),
    ...(isMock ? [] : firmware(options)),
    boot && element('kernel', {}, boot.kernel),
    boot?.ramdisk !== undefined && element('initrd', {}, boot.ramdisk),
    boot?.commandLine !== undefined && element('cmdline', {}, boot.commandLine),
    options.bootMenu !== undefined && element('bootmenu', { enable: options.bootMenu ? 'yes' : 'no' }),
    !isMock && element('smbios', { mode: 'sysinfo' }),
  )
}

/** What libvirt has to look for among the host's firmwares: one that boots only what is signed, or expressly one that does not. */
function firmware({ firmware: { uefi, secureBoot, stateless } }: GuestOptions): Element[] {
  if (!uefi) return []
  const enabled = secureBoot ? 'yes' : 'no'
  const loader = { secure: secureBoot ? 'yes' : undefined, stateless: stateless ? 'yes' : undefined }
  return [
    element(
      'firmware',
      {},
      element('feature', { enabled, name: 'secure-boot' }),
      element('feature', { enabled, name: 'enrolled-keys' }),
    ),
    ...(secureBoot || stateless ? [element('loader', loader)] : []),
  ]
}
