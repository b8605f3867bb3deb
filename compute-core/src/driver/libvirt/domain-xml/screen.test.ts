import { expect, test } from 'vitest'
import { aPlatform, optionsOf, xmlOf } from './a-server.ts'
import { graphics, video } from './screen.ts'

test('a guest has a screen that listens nowhere', () => {
  const platform = aPlatform('qemu')
  expect(xmlOf(graphics(platform), video(optionsOf(), platform))).toMatchInlineSnapshot(`
    "<graphics type='vnc'>
      <listen type='none'/>
    </graphics>
    <video>
      <model type='virtio'/>
    </video>
    "
  `)
})

test('the image chooses the card, and its memory as far as the flavor allows', () => {
  const imageProperties = { hw_video_model: 'vga', hw_video_ram: '32' }
  const extraSpecs = { 'hw_video:ram_max_mb': '64' }
  expect(xmlOf(video(optionsOf({ imageProperties, extraSpecs }), aPlatform('kvm')))).toMatchInlineSnapshot(`
    "<video>
      <model type='vga' vram='32768'/>
    </video>
    "
  `)
})

test("libvirt's mock hypervisor has no screen", () => {
  expect(graphics(aPlatform('test'))).toBeUndefined()
  expect(video(optionsOf(), aPlatform('test'))).toBeUndefined()
})
