import { expect, test } from 'vitest'
import { firstWish, newServerFrom, wishProblems, type CreateWish } from './create-wish.ts'

const options = {
  images: [{ id: 'i' }],
  flavors: [{ id: 'f' }, { id: 'g' }],
  keyPairs: [],
} as unknown as Parameters<typeof firstWish>[0]

const wish = (more: Partial<CreateWish> = {}): CreateWish => ({ ...firstWish(options), name: ' web ', ...more })

test('what there is only one of is chosen already', () => {
  expect(firstWish(options)).toMatchObject({ imageId: 'i', flavorId: null, keyName: null })
})

test('what nobody filled in is not sent', () => {
  expect(newServerFrom(wish({ flavorId: 'f' }))).toEqual({
    name: 'web',
    imageId: 'i',
    flavorId: 'f',
    networks: 'auto',
    count: 1,
    configDrive: false,
    tags: [],
    metadata: {},
    hints: {},
  })
})

test('networks and ports are cards, networks first', () => {
  const { networks } = newServerFrom(wish({ networking: 'chosen', networkIds: ['n'], portIds: ['p'] }))
  expect(networks).toEqual([{ networkId: 'n' }, { portId: 'p' }])
})

test('a hint with commas is a list, and a query stays as it was typed', () => {
  const hints = [
    { id: 1, key: 'different_host', value: 'a, b' },
    { id: 2, key: 'query', value: '[">=","$free_ram_mb",1024]' },
  ]
  expect(newServerFrom(wish({ hints })).hints).toEqual({
    different_host: ['a', 'b'],
    query: '[">=","$free_ram_mb",1024]',
  })
})

test('one port cannot be in two servers', () => {
  expect(wishProblems.portIds(['p'], wish({ count: 2 }))).toContain('one server')
  expect(wishProblems.portIds(['p'], wish({ count: 1 }))).toBeNull()
})
