import { expect, test } from 'vitest'
import type { CreateOptions } from '#shared/bff'
import { startForm } from './start-form.ts'

const options = {
  images: [
    { id: 'i-1', name: 'debian' },
    { id: 'i-2', name: 'ubuntu' },
  ],
  flavors: [{ id: 'f-1', name: 'small' }],
  networks: [
    { id: 'n-1', name: 'front' },
    { id: 'n-2', name: 'back' },
  ],
  keyPairs: [{ name: 'laptop' }, { name: 'a/b @home' }],
  groups: [{ id: 'g-1', name: 'web' }],
} as unknown as CreateOptions

const start = (link: string, ...from: [] | [Parameters<typeof startForm>[2]]) =>
  startForm(options, new URLSearchParams(link), from[0] ?? null)

test('a link fills in what it names, by id or by name', () => {
  const { form, notes } = start('image=ubuntu&flavor=f-1&network=back&network=n-1')
  expect(form).toMatchObject({
    imageId: 'i-2',
    flavorId: 'f-1',
    networking: 'chosen',
    cards: [
      { kind: 'network', target: 'n-2' },
      { kind: 'network', target: 'n-1' },
    ],
  })
  expect(notes).toEqual([])
})

test('a link from a group or a key pair fills them in', () => {
  expect(start('group=g-1&key=a%2Fb+%40home')).toMatchObject({
    form: { groupId: 'g-1', keyName: 'a/b @home' },
    notes: [],
  })
  expect(start('group=web&key=laptop')).toMatchObject({ form: { groupId: 'g-1', keyName: 'laptop' }, notes: [] })
  const { form, notes } = start('group=gone&key=gone')
  expect(form).toMatchObject({ groupId: null, keyName: null })
  expect(notes).toEqual([expect.stringContaining('server group'), expect.stringContaining('key pair')])
})

test('what is not there is told, and the rest is filled in', () => {
  const { form, notes } = start('image=gone&network=gone&network=front')
  expect(form).toMatchObject({ imageId: null, cards: [{ target: 'n-1' }] })
  expect(notes).toEqual([expect.stringContaining('image'), expect.stringContaining('network')])
})

test('a link that names nothing leaves the form as it is', () => {
  expect(start('')).toMatchObject({ form: { imageId: null, networking: 'auto' }, notes: [] })
})

test('what the link names comes before what is copied', () => {
  const from = { form: { name: 'web', imageId: 'i-1', flavorId: 'f-1' }, notes: ['so'] }
  const { form, notes } = start('image=i-2', from)
  expect(form).toMatchObject({ name: 'web', imageId: 'i-2', flavorId: 'f-1' })
  expect(notes).toEqual(['so'])
})
