import { expect, test } from 'vitest'
import { rescueDevice } from './rescue-device.ts'

test.each<[Record<string, string>, ReturnType<typeof rescueDevice>]>([
  [{}, undefined],
  [{ hw_disk_bus: 'scsi' }, undefined],
  [{ hw_rescue_device: 'cdrom' }, { device: 'cdrom' }],
  [{ hw_rescue_bus: 'usb' }, { device: 'disk', bus: 'usb' }],
  [
    { hw_rescue_device: 'disk', hw_rescue_bus: 'virtio' },
    { device: 'disk', bus: 'virtio' },
  ],
])('an image with %j rescues as %j', (properties, device) => expect(rescueDevice(properties)).toEqual(device))

test.each([{ hw_rescue_device: 'lun' }, { hw_rescue_bus: 'xen' }])('%j is refused with what there is', (properties) =>
  expect(() => rescueDevice(properties)).toThrow(/; a server can be rescued with \w+, .*Change the image's property/),
)
