import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { imageView } from '@kilonova/compute-core/services/image/api/image-view'
import { expect, test } from 'vitest'
import { attributeChanges, attributesOfEveryImage, propertiesOf, propertyChanges } from './image-changes.ts'

test('every attribute that the image service tells of all images is known here', () => {
  expect([...attributesOfEveryImage].toSorted()).toEqual(Object.keys(imageView.shape).toSorted())
})

test('what is no attribute is a property; what the service keeps for itself is none', () => {
  const image = { id: 'i', name: 'n', os_distro: 'debian', hw_disk_bus: 'scsi', os_glance_importing: '1' }
  expect(propertiesOf(image as unknown as ImageView)).toEqual({ hw_disk_bus: 'scsi', os_distro: 'debian' })
})

test('an attribute that stays as it is is not sent', () => {
  expect(attributeChanges({ name: 'a', min_disk: 1, tags: ['x'] }, { name: 'b', min_disk: 1, tags: ['x'] })).toEqual([
    { op: 'replace', path: '/name', value: 'b' },
  ])
})

test('properties are added, replaced and removed by themselves', () => {
  expect(propertyChanges({ gone: '1', kept: '2', other: '3' }, { kept: '2', other: '4', new: '5' })).toEqual([
    { op: 'remove', path: '/gone' },
    { op: 'replace', path: '/other', value: '4' },
    { op: 'add', path: '/new', value: '5' },
  ])
})

test('a slash or a tilde in a key is a part of its name', () => {
  expect(propertyChanges({}, { 'a/b~c': '1' })).toEqual([{ op: 'add', path: '/a~1b~0c', value: '1' }])
})
