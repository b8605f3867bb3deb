import { expect, test } from 'vitest'
import type { GuestNic } from '#driver/compute-driver'
import { aPlatform, aServer, xmlOf } from './a-server.ts'
import { networkInterfaces } from './network-interface.ts'

const nic: GuestNic = {
  portId: 'p1',
  mac: 'fa:16:3e:00:00:01',
  mtu: 1450,
  fixedIps: ['10.0.0.5', '10.0.0.6'],
  link: { kind: 'bridge', bridge: 'kn-br-1', tap: 'tapc0ffee00-00' },
}

test('a card on a bridge may speak with its own MAC and addresses only', () => {
  expect(xmlOf(...networkInterfaces(aServer({ nics: [nic] }), aPlatform('kvm')))).toMatchInlineSnapshot(`
    "<interface type='bridge'>
      <mac address='fa:16:3e:00:00:01'/>
      <source bridge='kn-br-1'/>
      <target dev='tapc0ffee00-00'/>
      <model type='virtio'/>
      <mtu size='1450'/>
      <rom enabled='no'/>
      <filterref filter='kilonova-port'>
        <parameter name='IP' value='10.0.0.5'/>
        <parameter name='IP' value='10.0.0.6'/>
      </filterref>
    </interface>
    "
  `)
})

test('a card without an address does not get to choose one that is then trusted', () => {
  const xml = xmlOf(...networkInterfaces(aServer({ nics: [{ ...nic, fixedIps: [] }] }), aPlatform('kvm')))
  expect(xml).toContain("<parameter name='IP' value='0.0.0.0'/>")
})

test('the image chooses the model', () => {
  const guest = aServer({ nics: [nic], imageProperties: { hw_vif_model: 'e1000' } })
  expect(xmlOf(...networkInterfaces(guest, aPlatform('kvm')))).toContain("<model type='e1000'/>")
})
