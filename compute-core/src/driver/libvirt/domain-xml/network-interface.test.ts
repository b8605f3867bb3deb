import { expect, test } from 'vitest'
import type { GuestNic, GuestSpec } from '#driver/compute-driver'
import { aPlatform, aServer, optionsOf, xmlOf } from './a-server.ts'
import { networkInterfaces } from './network-interface.ts'
import type { DomainType } from './platform.ts'

const nic: GuestNic = {
  portId: 'p1',
  mac: 'fa:16:3e:00:00:01',
  mtu: 1450,
  fixedIps: ['10.0.0.5', '10.0.0.6'],
  link: { kind: 'bridge', bridge: 'kn-br-1', tap: 'tapc0ffee00-00' },
}

test('a card on a bridge may speak with its own MAC and addresses only', () => {
  expect(xmlOf(...networkInterfaces(aServer({ nics: [nic] }), optionsOf(), aPlatform('kvm')))).toMatchInlineSnapshot(`
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
  const xml = xmlOf(...networkInterfaces(aServer({ nics: [{ ...nic, fixedIps: [] }] }), optionsOf(), aPlatform('kvm')))
  expect(xml).toContain("<parameter name='IP' value='0.0.0.0'/>")
})

test('a card in no group has the closed filter, one without port security none, and one that is down no link', () => {
  const xml = (what: Partial<GuestNic>) =>
    xmlOf(...networkInterfaces(aServer({ nics: [{ ...nic, ...what }] }), optionsOf(), aPlatform('kvm')))
  expect(xml({ filter: 'closed' })).toContain("<filterref filter='kilonova-port-closed'>")
  expect(xml({ filter: 'off' })).not.toContain('filterref')
  expect(xml({ isDown: true })).toContain("<link state='down'/>")
  expect(xml({})).not.toContain('<link')
})

const cardOf = (what: Partial<GuestSpec>, type: DomainType = 'kvm') =>
  xmlOf(...networkInterfaces(aServer({ nics: [nic] }), optionsOf(what), aPlatform(type)))

test('the image chooses the model', () => {
  expect(cardOf({ imageProperties: { hw_vif_model: 'e1000' } })).toContain("<model type='e1000'/>")
})

test('the flavor gives a queue for each CPU, and packed rings', () => {
  const extraSpecs = { 'hw:vif_multiqueue_enabled': 'true', 'hw:virtio_packed_ring': 'true' }
  expect(cardOf({ extraSpecs })).toContain("<driver name='vhost' queues='2' packed='on'/>")
  expect(cardOf({ extraSpecs }, 'qemu')).toContain("<driver name='qemu' queues='2' packed='on'/>")
  expect(cardOf({ extraSpecs, imageProperties: { hw_vif_model: 'e1000' } })).not.toContain('<driver')
})

test('the flavor limits what a card sends and gets', () => {
  const extraSpecs = {
    'quota:vif_inbound_average': '1000',
    'quota:vif_inbound_burst': '4000',
    'quota:vif_outbound_average': '500',
  }
  expect(cardOf({ extraSpecs })).toMatchInlineSnapshot(`
    "<interface type='bridge'>
      <mac address='fa:16:3e:00:00:01'/>
      <source bridge='kn-br-1'/>
      <target dev='tapc0ffee00-00'/>
      <model type='virtio'/>
      <mtu size='1450'/>
      <rom enabled='no'/>
      <bandwidth>
        <inbound average='1000' burst='4000'/>
        <outbound average='500'/>
      </bandwidth>
      <filterref filter='kilonova-port'>
        <parameter name='IP' value='10.0.0.5'/>
        <parameter name='IP' value='10.0.0.6'/>
      </filterref>
    </interface>
    "
  `)
})
