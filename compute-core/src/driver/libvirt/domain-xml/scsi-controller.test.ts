import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { scsiController } from './scsi-controller.ts'

test('disks on SCSI are behind the controller that the image names', () => {
  const imageProperties = { hw_disk_bus: 'scsi', hw_scsi_model: 'virtio-scsi' }
  expect(xmlOf(scsiController(optionsOf({ imageProperties })))).toMatchInlineSnapshot(`
    "<controller type='scsi' index='0' model='virtio-scsi'/>
    "
  `)
})

test('nothing on SCSI, no controller', () => {
  expect(scsiController(optionsOf({ imageProperties: { hw_scsi_model: 'virtio-scsi' } }))).toBeUndefined()
})
