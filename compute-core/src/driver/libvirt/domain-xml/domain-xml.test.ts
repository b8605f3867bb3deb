import { expect, test } from 'vitest'
import type { GuestDisk, GuestNic } from '#driver/compute-driver'
import { aPlatform, aServer } from './a-server.ts'
import { domainXml } from './domain-xml.ts'

const disks: GuestDisk[] = [
  { source: '/d/root', format: 'qcow2', device: 'disk', bootOrder: 1 },
  { source: '/d/config', format: 'raw', device: 'cdrom' },
]
const mac = 'fa:16:3e:00:00:01'
const bridged: GuestNic = {
  portId: 'p1',
  mac,
  mtu: 1450,
  fixedIps: ['10.0.0.5'],
  link: { kind: 'bridge', bridge: 'kn-br-1', tap: 'tap1' },
}
const onUserNetwork: GuestNic = { ...bridged, link: { kind: 'user', cidr: '10.0.0.0/24', address: '10.0.0.5' } }

test('a whole guest, as KVM runs it', async () => {
  const guest = aServer({ disks, nics: [bridged] })
  await expect(domainXml(guest, aPlatform('kvm'))).toMatchFileSnapshot('./golden/kvm.xml')
})

test('a whole guest, as an ordinary user runs it without KVM', async () => {
  const guest = aServer({ disks, nics: [onUserNetwork], boot: { kernel: '/k', ramdisk: '/r' } })
  await expect(domainXml(guest, aPlatform('qemu'))).toMatchFileSnapshot('./golden/qemu-user.xml')
})

test("a whole guest, as libvirt's mock hypervisor takes it", async () => {
  const guest = aServer({ disks, nics: [bridged] })
  await expect(domainXml(guest, aPlatform('test'))).toMatchFileSnapshot('./golden/test.xml')
})

test('a whole guest whose flavor and image choose much of its hardware', async () => {
  const extraSpecs = {
    'hw:cpu_policy': 'mixed',
    'hw:cpu_dedicated_mask': '1',
    'hw:mem_encryption': 'yes',
    'hw:tpm_version': '2.0',
    'hw:watchdog_action': 'reset',
    'hw:viommu_model': 'intel',
    'os:secure_boot': 'required',
    'quota:disk_total_iops_sec': '500',
    'quota:vif_outbound_average': '1000',
  }
  const imageProperties = {
    hw_machine_type: 'q35',
    hw_firmware_type: 'uefi',
    hw_disk_bus: 'scsi',
    hw_scsi_model: 'virtio-scsi',
    hw_input_bus: 'usb',
    hw_sound_model: 'ich9',
    hw_qemu_guest_agent: 'yes',
    os_type: 'windows',
  }
  const guest = aServer({ disks, nics: [bridged], extraSpecs, imageProperties })
  const pins = { vcpus: new Map([[0, [0, 1]] as const, [1, [2]] as const]), emulator: [0, 1, 2] }
  await expect(domainXml(guest, { ...aPlatform('kvm'), pins })).toMatchFileSnapshot('./golden/kvm-options.xml')
})
