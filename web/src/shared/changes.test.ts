import { expect, test } from 'vitest'
import { isInScope, patched, patchRows } from './changes.ts'
import { patchServer, patchServers } from './server-patch.ts'

test('a change in one project concerns its own pages, those of administrators and those of the person', () => {
  const change = { topic: 'server', id: 's', projectId: 'a' } as const
  expect(isInScope(change, ['p/a', 'servers'])).toBe(true)
  expect(isInScope(change, ['p/b', 'servers'])).toBe(false)
  expect(isInScope(change, ['admin', 'servers'])).toBe(true)
  expect(isInScope(change, ['session'])).toBe(true)
})

test('a change of no project in particular concerns all pages', () => {
  expect(isInScope({ topic: 'flavor', id: 'f', projectId: null }, ['p/b', 'servers'])).toBe(true)
})

const images = {
  images: [
    { id: 'a', status: 'saving', name: 'one' },
    { id: 'b', status: 'active', name: 'two' },
  ],
  next: 1,
}
const patch = patchRows('image', 'images', (fields) => fields)

test('a row is patched where it stands; the other rows and what else was answered stay the same objects', () => {
  const next = patch(images, { topic: 'image', id: 'a', change: 'updated', patch: { status: 'active', size: 7 } })
  expect(next).toEqual({ ...images, images: [{ id: 'a', status: 'active', name: 'one' }, images.images[1]] })
  expect((next as typeof images).images[1]).toBe(images.images[1])
})

test('a row that was deleted goes at once', () => {
  expect(patch(images, { topic: 'image', id: 'a', change: 'deleted' })).toEqual({
    ...images,
    images: [images.images[1]],
  })
})

test.each([
  { topic: 'image', id: 'c', change: 'updated', patch: { status: 'active' } },
  { topic: 'image', id: 'b', change: 'updated', patch: { status: 'active' } },
  { topic: 'image', id: 'b', change: 'updated' },
  { topic: 'server', id: 'a', change: 'updated', patch: { status: 'ACTIVE' } },
  { topic: 'server', id: 'a', change: 'deleted' },
] as const)('an answer that does not show %j, or shows it already, stays the same object', (change) => {
  expect(patch(images, change)).toBe(images)
})

test('a thing that has these fields already stays the same object', () => {
  const thing = { id: 'a', tags: ['x'], power: 1 }
  expect(patched(thing, { tags: ['x'] })).toBe(thing)
  expect(patched(thing, { power: 4 })).toEqual({ ...thing, power: 4 })
})

const event = {
  name: 'web-1',
  status: 'ACTIVE',
  'OS-EXT-STS:vm_state': 'active',
  'OS-EXT-STS:task_state': null,
  'OS-EXT-STS:power_state': 1,
  progress: 0,
  locked: true,
  locked_reason: 'an audit',
  'OS-SRV-USG:launched_at': null,
  refusals: { start: 'web-1 is active.' },
  addresses: {
    lan: [{ addr: '10.0.0.4', version: 4, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01' }],
  },
  updated: '2026-11-30T06:00:00Z',
}
const built = {
  id: 's',
  name: 'web-1',
  status: 'BUILD',
  vmState: 'building',
  taskState: 'spawning',
  powerState: 0,
  locked: false,
  lockedReason: null,
  launchedAt: null,
  refusals: {},
  addresses: [] as object[],
  keyName: 'mine',
}
const running = {
  ...built,
  status: 'ACTIVE',
  vmState: 'active',
  taskState: null,
  powerState: 1,
  locked: true,
  lockedReason: 'an audit',
  refusals: { start: 'web-1 is active.' },
  addresses: [{ network: 'lan', address: '10.0.0.4', version: 4, type: 'fixed', mac: 'fa:16:3e:00:00:01' }],
}

test('a server becomes in lists and on its page what its event says', () => {
  const change = { topic: 'server', id: 's', change: 'updated', patch: event } as const
  expect(patchServers('servers')({ servers: [built], total: 1 }, change)).toEqual({ servers: [running], total: 1 })
  expect(patchServer({ server: built, fault: null }, change)).toEqual({ server: running, fault: null })
})

test('the page of another server stays the same object', () => {
  const page = { server: built }
  expect(patchServer(page, { topic: 'server', id: 'other', change: 'updated', patch: event })).toBe(page)
})
