import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { inputDevices } from './input.ts'

test('a plain guest has the PS/2 devices only', () => {
  expect(xmlOf(...inputDevices(optionsOf()))).toBe('')
})

test('the image chooses a tablet', () => {
  const imageProperties = { hw_pointer_model: 'usbtablet' }
  expect(xmlOf(...inputDevices(optionsOf({ imageProperties })))).toMatchInlineSnapshot(`
    "<input type='tablet' bus='usb'/>
    "
  `)
})

test('the image chooses a bus, for tablet and keyboard', () => {
  const imageProperties = { hw_input_bus: 'virtio' }
  expect(xmlOf(...inputDevices(optionsOf({ imageProperties })))).toMatchInlineSnapshot(`
    "<input type='tablet' bus='virtio'/>
    <input type='keyboard' bus='virtio'/>
    "
  `)
})
