import { expect, test } from 'vitest'
import { instanceName } from '#domain/server/server-names'
import type { GuestNic } from '#driver/compute-driver'
import { newId, type ImageId } from '#platform/ids'
import { guestSpec } from './guest-spec.ts'
import { aGuestCommand, anImage } from './commands/a-guest-command.ts'

const files = {
  disks: [{ source: '/i/disk', format: 'qcow2', device: 'disk', bootOrder: 1 }],
  consoleLogPath: '/i/c',
} as const

test('the spec tells the driver what was commanded, with the files and links of this host', () => {
  const nic: GuestNic = {
    portId: 'p',
    mac: 'fa:16:3e:00:00:01',
    mtu: 1500,
    fixedIps: ['10.0.0.5'],
    link: { kind: 'bridge', bridge: 'b', tap: 't' },
  }
  const image = { ...anImage({ size: 1, sha512: '' }), id: newId<ImageId>(), properties: { hw_disk_bus: 'scsi' } }
  const flavor = { ...aGuestCommand().flavor, vcpus: 2, ramMb: 512, extraSpecs: { 'hw:cpu_sockets': '2' } }
  const spec = guestSpec(aGuestCommand({ seq: 26, name: 'db', image, flavor }), files, [nic])
  expect(spec).toMatchObject({
    domainName: 'instance-0000001a',
    vcpus: 2,
    ramMb: 512,
    disks: files.disks,
    nics: [nic],
    consoleLogPath: '/i/c',
    extraSpecs: { 'hw:cpu_sockets': '2' },
    imageProperties: { hw_disk_bus: 'scsi' },
    about: { displayName: 'db', imageId: image.id },
  })
})

test('a server without an image has no image properties', () => {
  const spec = guestSpec(aGuestCommand(), files, [])
  expect(spec.imageProperties).toEqual({})
  expect(spec.about.imageId).toBeNull()
})

test.each([
  [{}, 'the rescue image'],
  [{ hw_rescue_bus: 'usb' }, 'its own image'],
])('a guest rescued with %j has its hardware from %s', (properties, from) => {
  const named = (name: string) => ({ ...anImage({ size: 1, sha512: '' }), properties: { ...properties, name } })
  const command = aGuestCommand({ image: named('its own image'), rescue: { image: named('the rescue image') } })
  expect(guestSpec(command, files, []).imageProperties).toMatchObject({ name: from })
})

test.each([
  [1, 'instance-00000001'],
  [0x1_0000_0000, 'instance-100000000'],
])('server %i is domain %s', (seq, name) => expect(instanceName(seq)).toBe(name))
