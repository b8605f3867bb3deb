import { expect, test } from 'vitest'
import { inventoriesOf, isSet, stateLook, topologyOf, versionOf } from './host-words.ts'

const inventory = {
  total: 64,
  reserved: 2,
  min_unit: 1,
  max_unit: 64,
  step_size: 1,
  allocation_ratio: 4,
  used: 3,
  reported_reserved: 2,
  reported_ratio: 4,
}

test('a host that was forced down says so, whatever it reports', () => {
  expect(stateLook({ state: 'down', forced_down: true })).toMatchObject({ word: 'Forced down', tone: 'bad' })
  expect(stateLook({ state: 'down', forced_down: false })).toMatchObject({ word: 'Down', tone: 'bad' })
  expect(stateLook({ state: 'up', forced_down: false })).toMatchObject({ word: 'Up', tone: 'good' })
})

test('what every host has comes first, in the same order', () => {
  const inventories = { VGPU: inventory, DISK_GB: inventory, CUSTOM_X: inventory, VCPU: inventory }
  expect(inventoriesOf({ inventories }).map(([name]) => name)).toEqual(['VCPU', 'DISK_GB', 'CUSTOM_X', 'VGPU'])
})

test('an inventory is set where it is not what the host reports', () => {
  expect(isSet(inventory)).toBe(false)
  expect(isSet({ ...inventory, reserved: 3 })).toBe(true)
  expect(isSet({ ...inventory, allocation_ratio: 1.5 })).toBe(true)
})

test('versions and topologies are written as people say them', () => {
  expect(versionOf(8_002_001)).toBe('8.2.1')
  const cpu = { arch: 'x86_64', vendor: 'AMD', model: 'EPYC', cells: 2, sockets: 1, cores: 16, threads: 2 }
  expect(topologyOf(cpu)).toBe('1 socket × 16 cores × 2 threads')
})
