import { expect, test } from 'vitest'
import { initialForm, newCard, type CreateForm } from './create-form.ts'
import { formOf, ownNames, requestOf, templateOf } from './server-request.ts'
import { toBase64 } from './user-data.ts'

const options = { images: [], flavors: [], keyPairs: [] } as Parameters<typeof initialForm>[0]
const filled = (more: Partial<CreateForm> = {}): CreateForm => ({
  ...initialForm(options),
  name: ' web ',
  imageId: 'i',
  flavorId: 'f',
  ...more,
})

test('what was not filled in is not sent', () => {
  expect(requestOf(filled())).toEqual({ server: { name: 'web', imageRef: 'i', flavorRef: 'f', networks: 'auto' } })
})

const everything = filled({
  networking: 'chosen',
  cards: [newCard('port', 'p-1'), newCard('network', 'n-1', ' 10.0.0.5 ')],
  keyName: 'laptop',
  userData: '#!/bin/sh',
  description: 'front',
  hostname: 'web-host',
  configDrive: true,
  zone: 'nova',
  host: 'host-1',
  groupId: 'g-1',
  tags: ['blue'],
  metadata: [{ id: 1, key: 'team', value: 'a' }],
  hints: [
    { id: 2, key: 'different_host', value: 'a, b' },
    { id: 3, key: 'query', value: '[">=","$free_ram_mb",1024]' },
  ],
})

test('every field has its OpenStack name in the request, and interfaces keep their order', () => {
  expect(requestOf({ ...everything, adminPassword: 'secret' })).toEqual({
    server: {
      name: 'web',
      imageRef: 'i',
      flavorRef: 'f',
      networks: [{ port: 'p-1' }, { uuid: 'n-1', fixed_ip: '10.0.0.5' }],
      key_name: 'laptop',
      user_data: toBase64('#!/bin/sh'),
      description: 'front',
      hostname: 'web-host',
      adminPass: 'secret',
      config_drive: true,
      availability_zone: 'nova',
      host: 'host-1',
      tags: ['blue'],
      metadata: { team: 'a' },
    },
    'os:scheduler_hints': {
      different_host: ['a', 'b'],
      query: '[">=","$free_ram_mb",1024]',
      group: 'g-1',
    },
  })
})

test('a form made of a request stands for the same request', () => {
  const again = { ...initialForm(options), ...formOf(requestOf(everything)) }
  expect(requestOf(again)).toEqual(requestOf(everything))
})

test('several servers are one request, unless their names have a pattern', () => {
  const several = filled({ count: 3 })
  expect(requestOf(several).server).toMatchObject({ name: 'web', min_count: 3, max_count: 3 })
  expect(ownNames(several)).toBeUndefined()
  const named = filled({ name: 'web-{nn}', count: 3 })
  expect(requestOf(named).server).not.toHaveProperty('min_count')
  expect(ownNames(named)).toEqual(['web-01', 'web-02', 'web-03'])
})

test('a template keeps the whole form but the password', () => {
  const { server, ...hints } = requestOf(everything)
  expect(templateOf({ ...everything, adminPassword: 'secret' })).toEqual({ server, ...hints })
})

test('a template keeps a pattern of names with how many there are, and begins the same form again', () => {
  const form = filled({ name: 'web-{nn}', count: 3 })
  expect(templateOf(form).server).toMatchObject({ name: 'web-{nn}', min_count: 3, max_count: 3 })
  expect(formOf(templateOf(form))).toMatchObject({ name: 'web-{nn}', count: 3 })
})

test('what is not filled in yet is not in a template', () => {
  expect(templateOf(initialForm(options))).toEqual({ server: { networks: 'auto' } })
})
