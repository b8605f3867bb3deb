import { expect, test } from 'vitest'
import type { CreateOptions } from '#shared/bff'
import { initialForm } from './create-form.ts'
import { startForm } from './start-form.ts'
import { templateOf, type TemplateRequest } from './server-request.ts'
import { templateStart } from './template-start.ts'

const options = {
  images: [{ id: 'i', name: 'debian' }],
  flavors: [{ id: 'f', name: 'small' }],
  networks: [{ id: 'n', name: 'front' }],
  ports: [{ id: 'p', name: 'vip' }],
  keyPairs: [{ name: 'laptop' }],
  zones: ['nova'],
  hosts: [],
  groups: [{ id: 'g', name: 'apart', policy: 'anti-affinity' }],
} as unknown as CreateOptions

const all: TemplateRequest = {
  server: {
    name: 'web',
    imageRef: 'i',
    flavorRef: 'f',
    networks: [{ uuid: 'n', fixed_ip: '10.0.0.4' }, { port: 'p' }],
    key_name: 'laptop',
    availability_zone: 'nova',
    tags: ['blue'],
  },
  'os:scheduler_hints': { group: 'g' },
}

test('a template whose things are all there fills in the form that it was made of', () => {
  const { form, notes } = templateStart(all, options)
  expect(notes).toEqual([])
  expect(templateOf({ ...initialForm(options), ...form })).toEqual(all)
})

test.each<[keyof CreateOptions, string, object]>([
  ['images', 'image', { imageId: null }],
  ['flavors', 'flavor', { flavorId: null }],
  ['keyPairs', 'key pair laptop', { keyName: null }],
  ['zones', 'zone nova', { zone: null }],
  ['groups', 'server group', { groupId: null }],
  ['networks', 'network', { cards: [{ kind: 'network', target: null, address: '' }, { target: 'p' }] }],
  ['ports', 'port', { cards: [{ target: 'n', address: '10.0.0.4' }, { target: null }] }],
])('without its %s that field is empty, and the form says so', (kind, words, empty) => {
  const { form, notes } = templateStart(all, { ...options, [kind]: [] })
  expect(form).toMatchObject(empty)
  expect(notes).toEqual([expect.stringContaining(words)])
  expect(form).toMatchObject({ name: 'web', tags: ['blue'] })
})

test('what is gone is not replaced by the only one that is left', () => {
  const gone = { server: { imageRef: 'old', flavorRef: 'old', key_name: 'old' } }
  const { form } = startForm(options, new URLSearchParams(), templateStart(gone, options))
  expect(form).toMatchObject({ imageId: null, flavorId: null, keyName: null })
})

test('what a template says nothing of is as in an empty form', () => {
  const { form } = startForm(options, new URLSearchParams(), templateStart({ server: {} }, options))
  expect(form).toMatchObject({ imageId: 'i', flavorId: 'f', keyName: 'laptop', networking: 'auto', count: 1 })
})

test('a host is for administrators to choose', () => {
  const withHost = { server: { host: 'node-1' } }
  expect(templateStart(withHost, { ...options, hosts: ['node-1'] })).toMatchObject({
    form: { host: 'node-1' },
    notes: [],
  })
  expect(templateStart(withHost, options)).toMatchObject({
    form: { host: null },
    notes: [expect.stringContaining('Only administrators')],
  })
})

test('what the form has no field for is told, and so is user data that is no text', () => {
  const server = { accessIPv4: '192.0.2.1', user_data: 'AP8=' } as TemplateRequest['server']
  expect(templateStart({ server }, options)).toMatchObject({
    form: { userData: '' },
    notes: [expect.stringContaining('not text'), expect.stringContaining('accessIPv4')],
  })
})
