import { expect, test } from 'vitest'
import type { GuestDisk, GuestSpec } from '#driver/compute-driver'
import { aPlatform, aServer, optionsOf, xmlOf } from './a-server.ts'
import { disks } from './disk.ts'
import type { Platform } from './platform.ts'

const root: GuestDisk = { source: '/d/root', format: 'qcow2', device: 'disk', bootOrder: 1 }
const configDrive: GuestDisk = { source: '/d/config', format: 'raw', device: 'cdrom' }

const disksOf = (what: Partial<GuestSpec>, platform: Platform = aPlatform('kvm')) =>
  disks(aServer(what), optionsOf(what), platform)

test('a root disk and a config drive', () => {
  const platform = aPlatform('kvm', new Map([['/d/root', 'none']]))
  expect(xmlOf(...disksOf({ disks: [root, configDrive] }, platform))).toMatchInlineSnapshot(`
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
  const xml = xmlOf(...disksOf({ disks: [configDrive, ...many] }))
  expect(Array.from(xml.matchAll(/dev='(\w+)'/g), ([, name]) => name)).toEqual([
    'hda',
    ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => `vd${letter}`),
    'vdaa',
  ])
})

test('q35 has no IDE: its config drive is on SATA', () => {
  const guest = { disks: [configDrive], imageProperties: { hw_machine_type: 'pc-q35-7.2' } }
  expect(xmlOf(...disksOf(guest))).toContain("<target dev='sda' bus='sata'/>")
})

test('the image chooses the bus', () => {
  const guest = { disks: [root, configDrive], imageProperties: { hw_disk_bus: 'ide', hw_cdrom_bus: 'ide' } }
  const xml = xmlOf(...disksOf(guest))
  expect(xml).toContain("<target dev='hda' bus='ide'/>")
  expect(xml).toContain("<target dev='hdb' bus='ide'/>")
})

test.each([
  ['cdrom', 'usb', 'sda'],
  ['disk', 'sata', 'sda'],
  ['floppy', undefined, 'fda'],
] as const)('a %s may be told its bus: %s', (device, bus, name) => {
  const rescue: GuestDisk = { source: '/d/rescue', format: 'qcow2', device, ...(bus && { bus }) }
  const xml = xmlOf(...disksOf({ disks: [root, rescue] }))
  expect(xml).toContain(`<target dev='${name}' bus='${bus ?? 'fdc'}'/>`)
})

test('the flavor limits what each disk may do, and what a CD may not', () => {
  const extraSpecs = { 'quota:disk_read_iops_sec': '500', 'quota:disk_total_bytes_sec': '10485760' }
  const [first, cd] = disksOf({ disks: [root, configDrive], extraSpecs })
  expect(xmlOf(first)).toMatchInlineSnapshot(`
    "<disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='writeback' discard='unmap'/>
      <source file='/d/root'/>
      <target dev='vda' bus='virtio'/>
      <iotune>
        <read_iops_sec>500</read_iops_sec>
        <total_bytes_sec>10485760</total_bytes_sec>
      </iotune>
      <boot order='1'/>
    </disk>
    "
  `)
  expect(xmlOf(cd)).not.toContain('iotune')
})
