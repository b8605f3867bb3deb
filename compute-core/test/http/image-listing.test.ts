import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
beforeAll(async () => {
  cloud = await imageCloud()
  for (const name of ['b', 'a', 'c']) await cloud.queued('alice', { name, size_class: name === 'c' ? 'big' : 'small' })
  const bytes = await cloud.queued('alice', { name: 'full', tags: ['x', 'y'] })
  await cloud.upload('alice', bytes, Buffer.alloc(1024))
  await cloud.queued('alice', { name: 'hidden', os_hidden: true })
  await cloud.queued('alice', { name: 'mine', visibility: 'community' })
  await cloud.queued('bob', { name: 'theirs', visibility: 'private' })
  await cloud.queued('bob', { name: 'offered', visibility: 'community' })
  await cloud.queued('admin', { name: 'for all', visibility: 'public', protected: true })
  await cloud.call('alice', 'POST', '/v2/images', {})
})
afterAll(() => cloud[Symbol.asyncDispose]())

const list = async (query: string, who = 'alice') =>
  (await cloud.call(who, 'GET', `/v2/images?limit=100&${query}`)).body
const names = async (query: string, who?: string): Promise<(string | null)[]> =>
  (await list(query, who)).images.map((image: { name: string | null }) => image.name)

test.each<[string, (string | null)[]]>([
  ['sort=name:asc', [null, 'a', 'b', 'c', 'for all', 'full', 'mine']],
  ['name=a', ['a']],
  ['sort=name:asc&name=in:a,c', ['a', 'c']],
  ['status=active', ['full']],
  ['size_min=1000', ['full']],
  ['size_max=1000', []],
  ['tag=x&tag=y', ['full']],
  ['tag=x&tag=z', []],
  ['visibility=public', ['for all']],
  ['visibility=community&sort_key=name&sort_dir=asc', ['mine', 'offered']],
  ['owner=blue&visibility=all', ['offered']],
  ['os_hidden=true', ['hidden']],
  ['protected=true', ['for all']],
  ['size_class=big', ['c']],
  ['no_such_property=1', []],
  ['constructor=1', []],
  ['created_at=lt:2020-01-01T00:00:00Z', []],
  ['created_at=gte:2020-01-01T00:00:00Z&name=a', ['a']],
  ['disk_format=qcow2', []],
  ['sort_key=disk_format&sort_key=name&sort_dir=asc&sort_dir=desc', [null, 'mine', 'full', 'for all', 'c', 'b', 'a']],
])('?%s', async (query, expected) => {
  expect(await names(query)).toEqual(expected)
})

test('an image is found by the time that it is shown with', async () => {
  const [image] = (await list('name=a')).images
  expect(await names(`name=a&created_at=${image.created_at}`)).toEqual(['a'])
  expect(await names(`name=a&created_at=lte:${image.created_at}`)).toEqual(['a'])
  expect(await names(`name=a&created_at=gt:${image.created_at}`)).toEqual([])
})

test.each([
  ['sort=name%3Aasc , size', 'sort=name:asc,size:desc'],
  ['sort_key=name&sort_key=size&sort_dir=asc', 'sort=name:asc,size:asc'],
  ['sort_dir=asc', 'sort=created_at:asc'],
  ['sort=name:asc,name:desc', 'sort=name:asc'],
])('?%s sorts as ?%s', async (query, same) => {
  expect(await names(query)).toEqual(await names(same))
})

test('newest first unless asked otherwise', async () => {
  const seen = await names('')
  expect(seen.indexOf('c')).toBeLessThan(seen.indexOf('a'))
  expect(seen.indexOf('a')).toBeLessThan(seen.indexOf('b'))
})

test("an administrator sees everybody's, others their own and what is offered to all", async () => {
  expect(await names('', 'admin')).toContain('theirs')
  expect((await names('', 'bob')).toSorted()).toEqual(['for all', 'offered', 'theirs'])
  expect((await cloud.call('homeless', 'GET', '/v2/images')).status).toBe(403)
  expect(await names('owner=blue', 'alice')).toEqual([])
})

test.each(['', '&sort=name:desc', '&sort=size:asc,name:desc', '&sort_key=updated_at&sort_dir=asc', '&sort=id:asc'])(
  'pages of two add up to the whole list%s',
  async (sort) => {
    const whole = (await list(sort)).images.map((image: { id: string }) => image.id)
    const paged: string[] = []
    let next: string | undefined = `/v2/images?limit=2${sort}`
    while (next !== undefined) {
      const { body } = await cloud.call('alice', 'GET', next)
      paged.push(...body.images.map((image: { id: string }) => image.id))
      next = body.next
    }
    expect(paged).toEqual(whole)
  },
)

test.each([
  'limit=-1',
  'limit=x',
  'size_min=x',
  'visibility=secret',
  'protected=maybe',
  'sort=shoe_size',
  'sort=name:up',
  'sort_key=shoe_size',
  'sort_dir=up',
  'member_status=maybe',
  'created_at=yesterday',
  'created_at=gte:2020-99-99',
  'marker=nonsense',
  'marker=00000000-0000-4000-8000-000000000000',
  'sort=name&sort_key=name',
  'sort=name&sort_dir=asc',
  'sort_key=name&sort_key=size&sort_key=id&sort_dir=asc&sort_dir=desc',
  'sort_dir=asc&sort_dir=desc',
  'size_min=-1',
  'name=%00',
])('?%s is a 400', async (query) => {
  expect((await cloud.call('alice', 'GET', `/v2/images?${query}`)).status).toBe(400)
})
