import { expect, test } from 'vitest'
import type { GuestSpec } from '#driver/compute-driver'
import { aServer, optionsOf, xmlOf } from './a-server.ts'
import { usbController } from './usb-controller.ts'

const controllerOf = (what: Partial<GuestSpec> = {}) => usbController(aServer(what), optionsOf(what))

test('a plain guest has no USB', () => {
  expect(xmlOf(controllerOf())).toMatchInlineSnapshot(`
    "<controller type='usb' model='none'/>
    "
  `)
})

test('the image names a controller', () => {
  expect(xmlOf(controllerOf({ imageProperties: { hw_usb_model: 'qemu-xhci' } }))).toMatchInlineSnapshot(`
    "<controller type='usb' model='qemu-xhci'/>
    "
  `)
})

test('what is on USB has the controller that libvirt gives it', () => {
  expect(controllerOf({ imageProperties: { hw_pointer_model: 'usbtablet' } })).toBeUndefined()
  expect(controllerOf({ imageProperties: { hw_sound_model: 'usb' } })).toBeUndefined()
  const disks: GuestSpec['disks'] = [{ source: '/d', format: 'raw', device: 'disk' }]
  expect(controllerOf({ disks, imageProperties: { hw_disk_bus: 'usb' } })).toBeUndefined()
  expect(controllerOf({ disks: [{ ...disks[0]!, bus: 'usb' }] })).toBeUndefined()
})
