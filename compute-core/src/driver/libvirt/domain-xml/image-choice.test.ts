import { expect, test } from 'vitest'
import { aServer } from './a-server.ts'
import { imageChoice } from './image-choice.ts'

test('an image that chooses nothing gets the usual', () => {
  expect(imageChoice(aServer(), 'hw_vif_model')).toBe('virtio')
  expect(imageChoice(aServer(), 'hw_cdrom_bus', 'sata')).toBe('sata')
})

test('an image gets what it chooses', () => {
  expect(imageChoice(aServer({ imageProperties: { hw_disk_bus: 'scsi' } }), 'hw_disk_bus')).toBe('scsi')
})

test('a choice that does not exist is refused with those that do, and never reaches QEMU', () => {
  const guest = aServer({ imageProperties: { hw_vif_model: 'e1000,romfile=/etc/shadow' } })
  expect(() => imageChoice(guest, 'hw_vif_model')).toThrow('this host has virtio, e1000')
})
