import { expect, test } from 'vitest'
import type { ImageId, ProjectId, ServerId } from '#platform/ids'
import { snapshotImage } from './snapshot-image.ts'

const flavor = {
  name: 'm1.small',
  vcpus: 1,
  ramMb: 512,
  diskGb: 10,
  ephemeralGb: 0,
  swapMb: 0,
  rxtxFactor: 1,
  extraSpecs: {},
}
const server = {
  id: 'server' as ServerId,
  projectId: 'project' as ProjectId,
  imageId: 'image' as ImageId,
  imageProperties: { os_type: 'linux', hw_disk_bus: 'scsi', img_signature: 'x', cache_in_nova: 'yes' },
  flavor,
}
const maker = { userId: 'u', userName: 'ada', projectName: 'demo', roles: ['member', 'reader'] }
const how = { imageType: 'snapshot', maker, said: { colour: 'blue' } } as const

test('an image of a server inherits what is true of it too, and says where it comes from', () => {
  expect(snapshotImage(server, { minDiskGb: 2, minRamMb: 64 }, how)).toEqual({
    minDiskGb: 10,
    minRamMb: 64,
    properties: {
      os_type: 'linux',
      hw_disk_bus: 'scsi',
      colour: 'blue',
      base_image_ref: 'image',
      boot_roles: 'member,reader',
      image_location: 'snapshot',
      image_state: 'available',
      image_type: 'snapshot',
      instance_uuid: 'server',
      owner_id: 'project',
      owner_project_name: 'demo',
      owner_user_name: 'ada',
      user_id: 'u',
    },
  })
})

test('it needs as much disk as the flavor has, or as the image did that is larger', () => {
  expect(snapshotImage(server, { minDiskGb: 20, minRamMb: 0 }, how).minDiskGb).toBe(20)
  expect(snapshotImage(server, undefined, how)).toMatchObject({ minDiskGb: 10, minRamMb: 0 })
})

test('what somebody says of an image does not make it one of another server', () => {
  const said = { instance_uuid: 'another', owner_id: 'another', os_type: 'windows' }
  const { properties } = snapshotImage(server, undefined, { ...how, said })
  expect(properties).toMatchObject({ instance_uuid: 'server', owner_id: 'project', os_type: 'windows' })
})

test('the maker says of which type a snapshot is; a backup is a backup, which its rotation goes by', () => {
  const typed = (imageType: 'snapshot' | 'backup') =>
    snapshotImage(server, undefined, { imageType, maker, said: { image_type: 'golden' } }).properties['image_type']
  expect([typed('snapshot'), typed('backup')]).toEqual(['golden', 'backup'])
})
