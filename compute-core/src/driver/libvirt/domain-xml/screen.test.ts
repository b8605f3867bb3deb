import { expect, test } from 'vitest'
import { aPlatform, aServer, xmlOf } from './a-server.ts'
import { graphics, pointer, video } from './screen.ts'

test('a guest has a screen that listens nowhere, and no USB', () => {
  const platform = aPlatform('qemu')
  expect(xmlOf(graphics(platform), video(aServer(), platform), pointer(aServer()))).toMatchInlineSnapshot(`
    "<graphics type='vnc'>
      <listen type='none'/>
    </graphics>
    <video>
      <model type='virtio'/>
    </video>
    <controller type='usb' model='none'/>
    "
  `)
})

test('the image chooses the card and the pointer', () => {
  const guest = aServer({ imageProperties: { hw_video_model: 'vga', hw_pointer_model: 'usbtablet' } })
  expect(xmlOf(video(guest, aPlatform('kvm')), pointer(guest))).toMatchInlineSnapshot(`
    "<video>
      <model type='vga'/>
    </video>
    <input type='tablet' bus='usb'/>
    "
  `)
})

test("libvirt's mock hypervisor has no screen", () => {
  expect(graphics(aPlatform('test'))).toBeUndefined()
  expect(video(aServer(), aPlatform('test'))).toBeUndefined()
})
