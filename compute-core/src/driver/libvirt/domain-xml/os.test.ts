import { expect, test } from 'vitest'
import { aPlatform, aServer, xmlOf } from './a-server.ts'
import { os } from './os.ts'

test('a guest boots from its disks', () => {
  expect(xmlOf(os(aServer(), aPlatform('kvm')))).toMatchInlineSnapshot(`
    "<os>
      <type arch='x86_64' machine='pc'>hvm</type>
      <smbios mode='sysinfo'/>
    </os>
    "
  `)
})

test('an image with a kernel and a ramdisk boots them', () => {
  const boot = { kernel: '/k', ramdisk: '/r', commandLine: 'console=ttyS0 quiet' }
  expect(xmlOf(os(aServer({ boot }), aPlatform('qemu')))).toMatchInlineSnapshot(`
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
  expect(xmlOf(os(aServer({ imageProperties: { hw_machine_type: 'q35' } }), aPlatform('kvm')))).toContain(
    "machine='q35'",
  )
})

test("libvirt's mock hypervisor is told of no machine", () => {
  expect(xmlOf(os(aServer(), aPlatform('test')))).toMatchInlineSnapshot(`
    "<os>
      <type>hvm</type>
    </os>
    "
  `)
})
