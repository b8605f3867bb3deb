import { expect, test } from 'vitest'
import type { GuestDisk } from '#driver/compute-driver'
import { aPlatform, aServer, xmlOf } from './a-server.ts'
import { disks } from './disk.ts'

const root: GuestDisk = { source: '/d/root', format: 'qcow2', device: 'disk', bootOrder: 1 }
const configDrive: GuestDisk = { source: '/d/config', format: 'raw', device: 'cdrom' }

test('a root disk and a config drive', () => {
  const platform = aPlatform('kvm', new Map([['/d/root', 'none']]))
  expect(xmlOf(...disks(aServer({ disks: [root, configDrive] }), platform))).toMatchInlineSnapshot(`
    "<disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' discard='unmap'/>
      <source file='/d/root'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
    </disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw' cache='writeback'/>
      <source file='/d/config'/>
      <target dev='hda' bus='ide'/>
      <readonly/>
    </disk>
    "
  `)
})

test('disks are lettered in the order given, each kind of bus by itself', () => {
  const many = Array.from({ length: 27 }, (_, nth): GuestDisk => ({
    source: `/d/${nth}`,
    format: 'raw',
    device: 'disk',
  }))
  const xml = xmlOf(...disks(aServer({ disks: [configDrive, ...many] }), aPlatform('kvm')))
  expect(Array.from(xml.matchAll(/dev='(\w+)'/g), ([, name]) => name)).toEqual([
    'hda',
    ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => `vd${letter}`),
    'vdaa',
  ])
})

test('q35 has no IDE: its config drive is on SATA', () => {
  const guest = aServer({ disks: [configDrive], imageProperties: { hw_machine_type: 'pc-q35-7.2' } })
  expect(xmlOf(...disks(guest, aPlatform('kvm')))).toContain("<target dev='sda' bus='sata'/>")
})

test('the image chooses the bus', () => {
  const guest = aServer({ disks: [root, configDrive], imageProperties: { hw_disk_bus: 'ide', hw_cdrom_bus: 'ide' } })
  const xml = xmlOf(...disks(guest, aPlatform('kvm')))
  expect(xml).toContain("<target dev='hda' bus='ide'/>")
  expect(xml).toContain("<target dev='hdb' bus='ide'/>")
})

test.each([
  ['cdrom', 'usb', 'sda'],
  ['disk', 'sata', 'sda'],
  ['floppy', undefined, 'fda'],
] as const)('a %s may be told its bus: %s', (device, bus, name) => {
  const rescue: GuestDisk = { source: '/d/rescue', format: 'qcow2', device, ...(bus && { bus }) }
  const xml = xmlOf(...disks(aServer({ disks: [root, rescue] }), aPlatform('kvm')))
  expect(xml).toContain(`<target dev='${name}' bus='${bus ?? 'fdc'}'/>`)
})
