import { expect, test } from 'vitest'
import type { GuestNic } from '#driver/compute-driver'
import { aPlatform, aServer, optionsOf, xmlOf } from './a-server.ts'
import { networkInterfaces } from './network-interface.ts'
import { userNetworks } from './user-network.ts'

const nic: GuestNic = {
  portId: 'p1',
  mac: 'fa:16:3e:00:00:01',
  mtu: 1500,
  fixedIps: ['10.1.0.9'],
  link: { kind: 'user', cidr: '10.1.0.0/24', address: '10.1.0.9' },
}
const guest = aServer({ nics: [nic] })

test('QEMU itself leases out exactly the address of the port', () => {
  expect(xmlOf(userNetworks(guest, optionsOf(), aPlatform('qemu')))).toMatchInlineSnapshot(`
    "<qemu:commandline>
      <qemu:arg value='-netdev'/>
      <qemu:arg value='user,id=user-network-0,net=10.1.0.0/24,dhcpstart=10.1.0.9'/>
      <qemu:arg value='-device'/>
      <qemu:arg value='virtio-net-pci,netdev=user-network-0,mac=fa:16:3e:00:00:01,addr=0x1e,romfile='/>
    </qemu:commandline>
    "
  `)
  expect(networkInterfaces(guest, optionsOf(), aPlatform('qemu'))).toEqual([])
})

test('a card in no group, or one that is switched off, reaches nobody', () => {
  const xml = (what: Partial<GuestNic>) =>
    xmlOf(userNetworks(aServer({ nics: [{ ...nic, ...what }] }), optionsOf(), aPlatform('qemu')))
  expect(xml({ filter: 'closed' })).toContain('dhcpstart=10.1.0.9,restrict=on')
  expect(xml({ isDown: true })).toContain('restrict=on')
  expect(xml({ filter: 'off' })).not.toContain('restrict')
})

test('a guest without such a card has no arguments for QEMU', () => {
  expect(userNetworks(aServer(), optionsOf(), aPlatform('qemu'))).toBeUndefined()
})

test("libvirt's mock hypervisor takes libvirt's own element", () => {
  expect(userNetworks(guest, optionsOf(), aPlatform('test'))).toBeUndefined()
  expect(xmlOf(...networkInterfaces(guest, optionsOf(), aPlatform('test')))).toMatchInlineSnapshot(`
    "<interface type='user'>
      <mac address='fa:16:3e:00:00:01'/>
    </interface>
    "
  `)
})

test('rings are packed there too', () => {
  const options = optionsOf({ extraSpecs: { 'hw:virtio_packed_ring': 'true' } })
  expect(xmlOf(userNetworks(guest, options, aPlatform('qemu')))).toContain(',romfile=,packed=on')
})
