import { expect, test } from 'vitest'
import {
  editedMetadata,
  explainMetadata,
  knownMetadata,
  metadataChanges,
  metadataProblem,
} from './aggregate-metadata.ts'

test.each([
  ['filter_tenant_id', 'projects'],
  ['filter_tenant_id3', 'projects'],
  ['instance_type', 'flavors'],
  ['trait:STORAGE_DISK_SSD', 'trait'],
  ['hw_architecture', 'Images'],
  ['cpu_allocation_ratio', 'no effect'],
  ['ssd', 'aggregate_instance_extra_specs:ssd'],
])('%s is explained', (key, said) => {
  expect(explainMetadata(key)).toContain(said)
})

test('every key that is offered can be meant, and has its explanation', () => {
  expect(knownMetadata.keys.filter((key) => knownMetadata.keyProblem(key) !== null)).toEqual([])
  expect(knownMetadata.keys.filter((key) => knownMetadata.explain(key) === undefined)).toEqual([])
})

test.each([
  ['max_instances_per_host', 'many', 'whole number'],
  ['ram_weight_multiplier', 'much', 'number'],
  ['trait:STORAGE_DISK_SSD', 'true', 'required'],
  ['availability_zone', 'east', 'beside the facts'],
])('%s cannot be %s', (key, value, problem) => {
  expect(metadataProblem([{ key, value }])).toContain(problem)
})

test.each([
  ['max_instances_per_host', '3, 5'],
  ['ram_weight_multiplier', '-1.5'],
  ['trait:STORAGE_DISK_SSD', 'required'],
  ['ssd', 'true'],
])('%s may be %s', (key, value) => {
  expect(metadataProblem([{ key, value }])).toBeNull()
})

test('the zone is not edited with the metadata, and only what differs is sent', () => {
  const before = editedMetadata({ b: '1', availability_zone: 'east', a: '2', c: '3' })
  expect(before).toEqual({ a: '2', b: '1', c: '3' })
  expect(metadataChanges(before, { a: '2', b: '4', d: '5' })).toEqual({ c: null, b: '4', d: '5' })
})
