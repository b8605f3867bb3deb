import { expect, test } from 'vitest'
import { whyNotAdded } from './host-choices.ts'

const host = { name: 'host-1', zone: 'nova', isUp: true, isEnabled: true, servers: 0 }
const plain = { id: 1, name: 'ssd', availability_zone: null, hosts: [] }
const east = { id: 2, name: 'east', availability_zone: 'east', hosts: [] }

test('any host may join an aggregate that says nothing of zones, unless it is there', () => {
  expect(whyNotAdded({ ...host, servers: 3 }, plain, [plain])).toBeUndefined()
  expect(whyNotAdded(host, { ...plain, hosts: ['host-1'] }, [])).toContain('already')
})

test('a host with servers stays in its zone, and an empty one may change it', () => {
  expect(whyNotAdded({ ...host, servers: 3 }, east, [east])).toContain('3 servers')
  expect(whyNotAdded(host, east, [east])).toBeUndefined()
  expect(whyNotAdded({ ...host, servers: 3, zone: 'east' }, east, [east])).toBeUndefined()
})

test('a host that another aggregate has in another zone stays there', () => {
  const west = { id: 3, name: 'west', availability_zone: 'west', hosts: ['host-1'] }
  expect(whyNotAdded({ ...host, zone: 'west' }, east, [east, west])).toContain('Aggregate west has it in zone west')
})
