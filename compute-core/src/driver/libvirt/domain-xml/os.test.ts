import { expect, test } from 'vitest'
import type { GuestSpec } from '#driver/compute-driver'
import { aPlatform, aServer, optionsOf, xmlOf } from './a-server.ts'
import { os } from './os.ts'
import type { DomainType } from './platform.ts'

const osOf = (what: Partial<GuestSpec> = {}, type: DomainType = 'kvm') =>
  xmlOf(os(aServer(what), optionsOf(what), aPlatform(type)))

test('a guest boots from its disks', () => {
  expect(osOf()).toMatchInlineSnapshot(`
    "<os>
      <type arch='x86_64' machine='pc'>hvm</type>
      <smbios mode='sysinfo'/>
    </os>
    "
  `)
})

test('an image with a kernel and a ramdisk boots them', () => {
  const boot = { kernel: '/k', ramdisk: '/r', commandLine: 'console=ttyS0 quiet' }
  expect(osOf({ boot }, 'qemu')).toMatchInlineSnapshot(`
    "<os>
      <type arch='x86_64' machine='pc'>hvm</type>
      <kernel>/k</kernel>
      <initrd>/r</initrd>
      <cmdline>console=ttyS0 quiet</cmdline>
      <smbios mode='sysinfo'/>
    </os>
    "
  `)
})

test('the image chooses the machine', () => {
  expect(osOf({ imageProperties: { hw_machine_type: 'q35' } })).toContain("machine='q35'")
})

test('the image chooses UEFI, and gets one without secure boot unasked', () => {
  expect(osOf({ imageProperties: { hw_firmware_type: 'uefi' } })).toMatchInlineSnapshot(`
    "<os firmware='efi'>
      <type arch='x86_64' machine='pc'>hvm</type>
      <firmware>
        <feature enabled='no' name='secure-boot'/>
        <feature enabled='no' name='enrolled-keys'/>
      </firmware>
      <smbios mode='sysinfo'/>
    </os>
    "
  `)
})

test('secure boot is a firmware with keys in it', () => {
  const imageProperties = { hw_firmware_type: 'uefi', hw_machine_type: 'q35' }
  expect(osOf({ imageProperties, extraSpecs: { 'os:secure_boot': 'required' } })).toMatchInlineSnapshot(`
    "<os firmware='efi'>
      <type arch='x86_64' machine='q35'>hvm</type>
      <firmware>
        <feature enabled='yes' name='secure-boot'/>
        <feature enabled='yes' name='enrolled-keys'/>
      </firmware>
      <loader secure='yes'/>
      <smbios mode='sysinfo'/>
    </os>
    "
  `)
})

test('stateless firmware forgets its variables', () => {
  const imageProperties = { hw_firmware_type: 'uefi', hw_firmware_stateless: 'yes' }
  expect(osOf({ imageProperties })).toContain("<loader stateless='yes'/>")
})

test('the firmware may ask what to boot', () => {
  expect(osOf({ extraSpecs: { 'hw:boot_menu': 'true' } })).toContain("<bootmenu enable='yes'/>")
})

test("libvirt's mock hypervisor is told of no machine", () => {
  expect(osOf({ imageProperties: { hw_firmware_type: 'uefi' } }, 'test')).toMatchInlineSnapshot(`
    "<os>
      <type>hvm</type>
    </os>
    "
  `)
})
