import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageListQuery } from '#services/image/api/image-list'
import { imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
const ids: Record<string, string> = {}
const odd = 'one, "two": three'
beforeAll(async () => {
  cloud = await imageCloud()
  const add = async (name: string, attributes: object = {}, who = 'alice') => {
    ids[name] = await cloud.queued(who, { name, ...attributes })
  }
  await add('plain')
  await add(odd, { os_distro: 'none', 'a:b': 'in:x' })
  await add('small', { tags: ['x', 'y'], min_disk: 1, min_ram: 64 })
  await add('large', { disk_format: 'iso', min_disk: 8, min_ram: 512 })
  await add('kernel', { disk_format: 'aki', container_format: 'aki', protected: true })
  await add('hidden', { os_hidden: true })
  await add('offered', { visibility: 'community' })
  await add('lent', {}, 'bob')
  await cloud.call('bob', 'POST', `/v2/images/${ids['lent']}/members`, { member: 'red' })
  await cloud.upload('alice', ids['small']!, Buffer.alloc(1024))
  await cloud.db
    .updateTable('image.image')
    .set({
      status: 'active',
      size: 4096,
      virtual_size: 1_000_000,
      checksum: 'large-md5',
      os_hash_algo: 'sha256',
      os_hash_value: 'large-hash',
    })
    .where('name', '=', 'large')
    .execute()
  const old = new Date('2020-01-01T12:00:00.5Z')
  await cloud.db
    .updateTable('image.image')
    .set({ created_at: old, updated_at: old })
    .where('name', '=', 'plain')
    .execute()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const search = (query: string, who = 'alice') => cloud.call(who, 'GET', `/v2/images?sort=name:asc&limit=100&${query}`)
const names = async (query: string): Promise<string[]> => {
  const { status, body } = await search(query)
  expect(status).toBe(200)
  return body.images.map(({ name }: { name: string }) => name)
}
/** All of alice's that a plain list has, but for `left`. */
const all = ['kernel', 'large', 'offered', odd, 'plain', 'small']
const allBut = (...left: string[]) => all.filter((name) => !left.includes(name))

/** Each filter that the list declares, and `property` for the rest: value → who is found. */
const filters: Readonly<Record<string, readonly (readonly [value: string, found: readonly string[]])[]>> = {
  id: [
    ['ID of small', ['small']],
    ['neq:ID of small', allBut('small')],
    ['in:ID of small,ID of large', ['large', 'small']],
  ],
  name: [
    ['small', ['small']],
    ['eq:small', ['small']],
    ['neq:small', allBut('small')],
    ['in:small,large', ['large', 'small']],
    ['in:"small","large"', ['large', 'small']],
    [`in:"one, \\"two\\": three",small`, [odd, 'small']],
    [`eq:${odd}`, [odd]],
    ['in:', []],
    ['in:,', []],
    ['SMALL', []],
  ],
  status: [
    ['active', ['large', 'small']],
    ['eq:queued', allBut('large', 'small')],
    ['in:active,saving', ['large', 'small']],
  ],
  owner: [
    ['red', all],
    ['eq:blue', []],
    ['neq:red', []],
  ],
  disk_format: [
    ['iso', ['large']],
    ['in:"iso",aki', ['kernel', 'large']],
    ['neq:raw', ['kernel', 'large']],
  ],
  container_format: [
    ['aki', ['kernel']],
    ['eq:bare', allBut('kernel')],
  ],
  checksum: [
    ['large-md5', ['large']],
    ['neq:large-md5', allBut('large')],
  ],
  os_hash_algo: [
    ['sha256', ['large']],
    ['in:sha256,sha512', ['large', 'small']],
  ],
  os_hash_value: [['large-hash', ['large']]],
  size: [
    ['1024', ['small']],
    ['eq:1024', ['small']],
    ['neq:1024', allBut('small')],
    ['gt:1024', ['large']],
    ['gte:1024', ['large', 'small']],
    ['lt:4096', ['small']],
    ['lte:4096', ['large', 'small']],
    ['in:1024,7', ['small']],
  ],
  size_min: [
    ['1025', ['large']],
    ['1024', ['large', 'small']],
  ],
  size_max: [['1024', ['small']]],
  virtual_size: [
    ['1000000', ['large']],
    ['lt:1000000', ['small']],
  ],
  virtual_size_min: [['1000000', ['large']]],
  virtual_size_max: [['999999', ['small']]],
  min_disk: [
    ['8', ['large']],
    ['gt:0', ['large', 'small']],
  ],
  min_disk_min: [['2', ['large']]],
  min_disk_max: [['0', allBut('large', 'small')]],
  min_ram: [
    ['512', ['large']],
    ['lte:64', allBut('large')],
  ],
  min_ram_min: [['65', ['large']]],
  min_ram_max: [['511', allBut('large')]],
  created_at: [
    ['2020-01-01T12:00:00Z', ['plain']],
    ['eq:2020-01-01T12:00:00Z', ['plain']],
    ['neq:2020-01-01T12:00:00Z', allBut('plain')],
    ['lt:2020-01-01T12:00:01Z', ['plain']],
    ['gt:2020-01-01T12:00:00Z', allBut('plain')],
    ['gte:2020-01-01T13:00:00+01:00', all],
    ['lte:2019-12-31T00:00:00', []],
    ['gte:2020-01-01', all],
    ['20200101T120000Z', ['plain']],
  ],
  updated_at: [
    ['2020-01-01T12:00:00Z', ['plain']],
    ['gte:2020-01-02T00:00', allBut('plain')],
  ],
  visibility: [
    ['community', ['offered']],
    ['shared', allBut('offered')],
    ['private', []],
    ['all', all],
  ],
  protected: [
    ['true', ['kernel']],
    ['false', allBut('kernel')],
  ],
  os_hidden: [
    ['true', ['hidden']],
    ['false', all],
  ],
  tag: [
    ['x', ['small']],
    ['x&tag=y', ['small']],
    ['x&tag=z', []],
  ],
  member_status: [
    ['all', ['kernel', 'large', 'lent', 'offered', odd, 'plain', 'small']],
    ['rejected', all],
  ],
  // Of properties nothing is known but their text.
  property: [
    ['os_distro=none', [odd]],
    ['os_distro=eq:none', []],
    ['a:b=in:x', [odd]],
    ['constructor=1', []],
  ],
}
const ofPaging = new Set(['limit', 'marker', 'sort', 'sort_key', 'sort_dir'])

test('each filter that is declared stands in this table', () => {
  const declared = Object.keys(imageListQuery.parameters!).filter(
    (name) => !name.startsWith('kilonova:') && !ofPaging.has(name),
  )
  expect(Object.keys(filters).toSorted()).toEqual([...declared, 'property'].toSorted())
})

const cases = Object.entries(filters).flatMap(([name, values]) =>
  values.map(([value, found]) => [name === 'property' ? value : `${name}=${value}`, found] as const),
)
test.each(cases)('?%s', async (query, found) => {
  const asked = query.replaceAll(/ID of (\w+)/g, (_, name: string) => ids[name]!)
  // One or several parameters: each but its names and the signs between them is escaped.
  const escaped = asked.replaceAll(/[^&=]+/g, encodeURIComponent)
  expect((await names(escaped)).toSorted()).toEqual(found.toSorted())
})

test('filters that come twice are both applied', async () => {
  expect(await names('size=gte:1024&size=lt:4096')).toEqual(['small'])
})

describe('a filter that cannot be applied is refused', () => {
  const kinds = Object.keys(imageListQuery.parameters!).filter((name) =>
    filters[name]?.some(([value]) => value.startsWith('eq:')),
  )
  test.each(kinds)('an operator that nobody knows, of %s', async (name) => {
    const { status, body } = await search(`${name}=like:x`)
    expect({ status, message: body.message }).toMatchObject({
      status: 400,
      message: expect.stringContaining('unknown operator like'),
    })
  })
  test.each([
    'name=a:b',
    'size=x',
    'size=gt:',
    'size=in:1,x',
    'size=9999999999999999',
    'min_disk_min=x',
    'created_at=gt:',
    'created_at=in:2020-01-01',
    'created_at=gte:2020-02-31x',
    'created_at=gte:2020-02-31',
    'name=in:"open',
    'name=in:a"b"',
    'name=in:"a"b',
    'changes-since=2020-01-01T00:00:00Z',
    'tags=x',
    'schema=x',
    'deleted=true',
    'visibility=secret',
    'protected=maybe',
    'os_hidden=maybe',
    'member_status=bogus',
  ])('?%s', async (query) => {
    expect((await search(query)).status).toBe(400)
  })
})
