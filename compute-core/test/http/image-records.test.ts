import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
beforeAll(async () => {
  cloud = await imageCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

test('discovery needs no token, everything else does', async () => {
  const root = await cloud.call('', 'GET', '/')
  expect(root.status).toBe(300)
  expect(root.body.versions[0]).toMatchObject({ status: 'CURRENT', links: [{ href: 'http://cloud.test/image/v2/' }] })
  expect((await cloud.call('', 'GET', '/versions')).status).toBe(200)
  expect((await cloud.call('', 'GET', '/v2/images')).status).toBe(401)
})

test('an image is created queued, shared, owned by its project, with its properties among the rest', async () => {
  const { status, body, headers } = await cloud.call('alice', 'POST', '/v2/images', {
    name: 'web',
    disk_format: 'qcow2',
    container_format: 'bare',
    min_disk: 2,
    tags: ['a', 'a', 'b'],
    hw_rng_model: 'virtio',
  })
  expect(status).toBe(201)
  expect(headers.get('location')).toBe(`/v2/images/${body.id}`)
  expect(headers.get('x-openstack-request-id')).toMatch(/^req-/)
  expect(body).toMatchObject({
    name: 'web',
    status: 'queued',
    visibility: 'shared',
    owner: 'red',
    size: null,
    checksum: null,
    min_disk: 2,
    min_ram: 0,
    tags: ['a', 'b'],
    hw_rng_model: 'virtio',
    self: `/v2/images/${body.id}`,
    schema: '/v2/schemas/image',
  })
  expect(await cloud.show('alice', body.id)).toEqual(body)
  const twice = await cloud.call('alice', 'POST', '/v2/images', { id: body.id })
  expect(twice.status).toBe(409)
  expect(twice.body).toMatchObject({ code: '409 Conflict', title: 'Conflict' })
})

test('the id of an image that was deleted is given to nobody, as in Glance', async () => {
  const id = await cloud.queued('alice')
  expect((await cloud.call('alice', 'DELETE', `/v2/images/${id}`)).status).toBe(204)
  for (const who of ['alice', 'bob'])
    expect((await cloud.call(who, 'POST', '/v2/images', { id, name: 'mine now' })).status).toBe(409)
})

test.each([
  ['rita', { name: 'x' }],
  ['homeless', { name: 'x' }],
  ['alice', { visibility: 'public' }],
  ['alice', { owner: 'blue' }],
  ['alice', { size: 7 }],
  ['alice', { status: 'active' }],
  ['alice', { self: '/x' }],
  ['alice', { locations: [] }],
  ['alice', { os_glance_x: '1' }],
])('%s may not create %j', async (who, body) => {
  expect((await cloud.call(who, 'POST', '/v2/images', body)).status).toBe(403)
})

test.each([
  ['{'],
  ['[]'],
  ['"text"'],
  [{ name: 7 }],
  [{ name: 'x'.repeat(256) }],
  [{ name: 'a\0b' }],
  [{ name: '\ud800' }],
  [{ id: 'no-uuid' }],
  [{ disk_format: 'floppy' }],
  [{ disk_format: 'ploop' }],
  [{ container_format: 'ova' }],
  [{ disk_format: 'aki', container_format: 'bare' }],
  [{ min_disk: -1 }],
  [{ min_disk: 2 ** 40 }],
  [{ min_ram: '1' }],
  [{ visibility: 'secret' }],
  [{ protected: 'yes' }],
  [{ tags: 'a' }],
  [{ tags: ['x'.repeat(256)] }],
  [{ tags: Array.from({ length: 129 }, (_, n) => `t${n}`) }],
  [{ property: 7 }],
  [{ property: null }],
  [{ property: 'a\0' }],
  [{ property: '\udfff' }],
  [{ 'na\0me': 'x' }],
  [{ ['n'.repeat(256)]: 'x' }],
  [Object.fromEntries(Array.from({ length: 129 }, (_, n) => [`p${n}`, 'x']))],
])('creating %j is a 400 with a reason', async (body) => {
  const answer = await cloud.call('alice', 'POST', '/v2/images', body)
  expect(answer.status).toBe(400)
  expect(answer.body.message).toMatch(/\w/)
})

test('an image of another project does not exist, for any verb', async () => {
  const id = await cloud.queued('alice', { visibility: 'private' })
  const tries = await Promise.all([
    cloud.call('bob', 'GET', `/v2/images/${id}`),
    cloud.call('bob', 'GET', `/v2/images/${id}/file`),
    cloud.call('bob', 'DELETE', `/v2/images/${id}`),
    cloud.call('bob', 'PUT', `/v2/images/${id}/tags/a`),
    cloud.call('bob', 'DELETE', `/v2/images/${id}/tags/a`),
    cloud.call('bob', 'POST', `/v2/images/${id}/actions/deactivate`),
    cloud.upload('bob', id, Buffer.from('x')),
    cloud.patch('bob', id, [{ op: 'replace', path: '/name', value: 'mine' }]),
    cloud.call('homeless', 'GET', `/v2/images/${id}`),
  ])
  expect(tries.map(({ status }) => status)).toEqual(Array(9).fill(404))
  expect(
    (await cloud.call('bob', 'GET', '/v2/images?limit=1000')).body.images.map((i: { id: string }) => i.id),
  ).not.toContain(id)
  expect((await cloud.call('bob', 'GET', `/v2/images?marker=${id}`)).status).toBe(400)
  expect((await cloud.show('rita', id)).id).toBe(id)
  expect((await cloud.show('admin', id)).id).toBe(id)
})

test('what is seen but not owned may not be changed', async () => {
  const id = await cloud.queued('admin', { visibility: 'public' })
  const rename = [{ op: 'replace', path: '/name', value: 'mine' }]
  expect((await cloud.patch('bob', id, rename)).status).toBe(403)
  expect((await cloud.call('bob', 'DELETE', `/v2/images/${id}`)).status).toBe(403)
  expect((await cloud.call('bob', 'PUT', `/v2/images/${id}/tags/a`)).status).toBe(403)
  expect((await cloud.upload('bob', id, Buffer.from('x'))).status).toBe(403)
  const readers = await cloud.queued('alice')
  expect((await cloud.patch('rita', readers, rename)).status).toBe(403)
})

test('a patch adds, replaces and removes, in both of its forms', async () => {
  const id = await cloud.queued('alice', { color: 'red' })
  const patched = await cloud.patch('alice', id, [
    { op: 'replace', path: '/name', value: 'new' },
    { op: 'add', path: '/a~1b', value: 'x' },
    { op: 'remove', path: '/color' },
    { op: 'replace', path: '/tags', value: ['t'] },
    { op: 'add', path: '/protected', value: true },
  ])
  expect(patched.status).toBe(200)
  expect(patched.body).toMatchObject({ name: 'new', 'a/b': 'x', tags: ['t'], protected: true })
  expect(patched.body).not.toHaveProperty('color')
  const older = await cloud.patch('alice', id, [{ replace: '/name', value: 'older' }, { remove: '/a~1b' }], 'v2.0')
  expect(older.body.name).toBe('older')
  expect(older.body).not.toHaveProperty('a/b')
  expect((await cloud.call('alice', 'DELETE', `/v2/images/${id}`)).status).toBe(403)
  await cloud.patch('alice', id, [{ op: 'replace', path: '/protected', value: false }])
  expect((await cloud.call('alice', 'DELETE', `/v2/images/${id}`)).status).toBe(204)
  expect((await cloud.call('alice', 'DELETE', `/v2/images/${id}`)).status).toBe(404)
})

test.each([
  [409, [{ op: 'replace', path: '/missing', value: 'x' }]],
  [409, [{ op: 'remove', path: '/missing' }]],
  [403, [{ op: 'replace', path: '/status', value: 'active' }]],
  [403, [{ op: 'remove', path: '/name' }]],
  [403, [{ op: 'replace', path: '/visibility', value: 'public' }]],
  [403, [{ op: 'replace', path: '/owner', value: 'blue' }]],
  [400, [{ op: 'test', path: '/name', value: 'x' }]],
  [400, [{ op: 'add', path: 'name', value: 'x' }]],
  [400, [{ op: 'add', path: '/', value: 'x' }]],
  [400, [{ op: 'add', path: '/__proto__', value: 'x' }]],
  [400, [{ op: 'add', path: '/tags/0', value: 'x' }]],
  [400, [{ op: 'add', path: '/property', value: 7 }]],
  [400, [{ op: 'add', path: '/property', value: 'a\0' }]],
  [400, [{ op: 'replace', path: '/name', value: 7 }]],
  [400, [{ op: 'replace', path: '/min_ram', value: -1 }]],
  [400, [{ op: 'add', path: '/name' }]],
  [400, { op: 'add' }],
  [400, '{'],
  [400, ''],
])('a patch is refused with %i: %j', async (status, changes) => {
  const id = await cloud.queued('alice')
  const before = await cloud.show('alice', id)
  expect((await cloud.patch('alice', id, changes)).status).toBe(status)
  expect(await cloud.show('alice', id)).toEqual(before)
})

test('an administrator gives an image to another project, whose it is from then on', async () => {
  const id = await cloud.queued('alice', { visibility: 'private' })
  expect((await cloud.patch('admin', id, [{ op: 'replace', path: '/owner', value: 'blue' }])).status).toBe(200)
  expect((await cloud.call('alice', 'GET', `/v2/images/${id}`)).status).toBe(404)
  expect((await cloud.show('bob', id)).owner).toBe('blue')
})

test('a new image needs a body', async () => {
  expect((await cloud.call('alice', 'POST', '/v2/images')).status).toBe(400)
})

test('a patch of another media type is a 415, and formats stay once the bytes are there', async () => {
  const id = await cloud.queued('alice')
  expect((await cloud.call('alice', 'PATCH', `/v2/images/${id}`, [])).status).toBe(415)
  expect((await cloud.upload('alice', id, Buffer.alloc(512))).status).toBe(204)
  const reformat = await cloud.patch('alice', id, [{ op: 'replace', path: '/disk_format', value: 'qcow2' }])
  expect(reformat.status).toBe(403)
})

test('many patches at once all take effect', async () => {
  const id = await cloud.queued('alice')
  await Promise.all(
    Array.from({ length: 8 }, (_, n) => cloud.patch('alice', id, [{ op: 'add', path: `/p${n}`, value: `${n}` }])),
  )
  expect(await cloud.show('alice', id)).toMatchObject({ p0: '0', p7: '7' })
})

test('tags come and go one by one', async () => {
  const id = await cloud.queued('alice')
  const tag = (method: string, name: string) => cloud.call('alice', method, `/v2/images/${id}/tags/${name}`)
  expect((await tag('PUT', 'x')).status).toBe(204)
  expect((await tag('PUT', 'x')).status).toBe(204)
  expect((await cloud.show('alice', id)).tags).toEqual(['x'])
  expect((await tag('DELETE', 'x')).status).toBe(204)
  expect((await tag('DELETE', 'x')).status).toBe(404)
  expect((await tag('PUT', 'y'.repeat(256))).status).toBe(400)
})

test("what is not here answers in the service's form", async () => {
  const missing = await cloud.call('alice', 'GET', '/v2/info/stores')
  expect(missing.status).toBe(404)
  expect(missing.body).toMatchObject({ code: '404 Not Found', title: 'Not Found' })
  expect((await cloud.call('alice', 'GET', '/v2/images/not-a-uuid')).status).toBe(404)
  expect((await cloud.call('alice', 'GET', '/v2/images/a%00b')).status).toBe(400)
  expect((await cloud.call('alice', 'GET', '/v2/info/import')).body['import-methods'].value).toEqual([])
  expect((await cloud.call('alice', 'GET', '/v2/schemas/image')).body.name).toBe('image')
  expect((await cloud.call('alice', 'GET', '/v2/schemas/images')).body.name).toBe('images')
})
