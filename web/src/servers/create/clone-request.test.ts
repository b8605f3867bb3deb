import type { InterfaceView } from '@kilonova/compute-core/api/server-interfaces/interface-schema'
import type { ServerView } from '@kilonova/compute-core/api/servers/server-schema'
import { expect, test } from 'vitest'
import type { CreateOptions } from '#shared/bff'
import { cloneRequest } from './clone-request.ts'

const options = {
  images: [{ id: 'i' }],
  flavors: [{ id: 'f', name: 'm1.small', vcpus: 1, ramMb: 512, diskGb: 5 }],
  keyPairs: [{ name: 'laptop' }],
} as unknown as CreateOptions

const server = (more: object = {}) =>
  ({
    name: 'web-1',
    status: 'ACTIVE',
    image: { id: 'i' },
    flavor: { original_name: 'm1.small', vcpus: 1, ram: 512, disk: 5 },
    key_name: 'laptop',
    'OS-EXT-SRV-ATTR:user_data': null,
    description: null,
    config_drive: '',
    pinned_availability_zone: null,
    tags: ['blue'],
    metadata: { team: 'a' },
    scheduler_hints: { group: 'g' },
    ...more,
  }) as unknown as ServerView

const cards = [{ net_id: 'n-1' }, { net_id: 'n-2' }] as InterfaceView[]

test('a copy has all that its original has, but its own name and addresses', () => {
  expect(cloneRequest(server(), cards, options)).toEqual({
    request: {
      server: {
        name: 'web-1-copy',
        imageRef: 'i',
        flavorRef: 'f',
        key_name: 'laptop',
        networks: [{ uuid: 'n-1' }, { uuid: 'n-2' }],
        tags: ['blue'],
        metadata: { team: 'a' },
      },
      'os:scheduler_hints': { group: 'g' },
    },
    notes: [],
  })
})

test('one that failed is tried again under its name', () => {
  expect(cloneRequest(server({ status: 'ERROR' }), [], options).request.server).toMatchObject({
    name: 'web-1',
    networks: 'none',
  })
})

test('what cannot be taken over is told', () => {
  const other = server({
    image: '',
    flavor: { original_name: 'm1.small', vcpus: 2, ram: 512, disk: 5 },
    key_name: 'theirs',
    'OS-EXT-SRV-ATTR:user_data': undefined,
  })
  const { request, notes } = cloneRequest(other, null, options)
  expect(request.server).toMatchObject({ networks: 'auto', key_name: '' })
  expect(request.server).not.toHaveProperty('flavorRef')
  expect(notes).toEqual([
    expect.stringContaining('image'),
    expect.stringContaining('m1.small'),
    expect.stringContaining('theirs'),
    expect.stringContaining('administrators'),
  ])
})

test('user data that is no text is left out', () => {
  const { request, notes } = cloneRequest(server({ 'OS-EXT-SRV-ATTR:user_data': btoa('\u00ff') }), cards, options)
  expect(request.server).not.toHaveProperty('user_data')
  expect(notes).toEqual([expect.stringContaining('not text')])
})
