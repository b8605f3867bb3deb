import { expect, test } from 'vitest'
import { copyOf, flavorCreation, flavorProblems, newFlavor } from './flavor-fields.ts'

test('what is left empty is left to the cloud', () => {
  const sent = flavorCreation({ ...newFlavor, name: ' large ', vcpus: '8' })
  expect(sent).toMatchObject({ name: 'large', vcpus: 8, swap: 0, description: null })
  expect(sent).not.toHaveProperty('id')
})

test('a copy has the sizes, the access and the description of its original, and a name of its own', () => {
  const original = {
    id: 'gold',
    name: 'gold',
    vcpus: 4,
    ram: 8192,
    disk: 0,
    'OS-FLV-EXT-DATA:ephemeral': 5,
    swap: 512,
    'os-flavor-access:is_public': false,
    description: 'For the shop',
    links: [],
  }
  expect(copyOf(original, ['p'])).toEqual({
    name: '',
    id: '',
    vcpus: 4,
    ram: 8192,
    disk: 0,
    ephemeral: 5,
    swap: 512,
    isPublic: false,
    projectIds: ['p'],
    description: 'For the shop',
  })
})

test.each([
  ['vcpus', 0, false],
  ['vcpus', 1, true],
  ['vcpus', '', false],
  ['ram', 0.5, false],
  ['disk', 0, true],
  ['swap', -1, false],
  ['ram', 3_000_000_000, false],
] as const)('%s of %s is a size: %s', (field, value, isOne) => {
  expect(flavorProblems[field](value) === null).toBe(isOne)
})

test('an id is written of what a URL and a shell leave alone, or left out', () => {
  expect(flavorProblems.id('gold/1')).not.toBeNull()
  expect(flavorProblems.id('gold-1.a b_2')).toBeNull()
  expect(flavorProblems.id('')).toBeNull()
})
