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
