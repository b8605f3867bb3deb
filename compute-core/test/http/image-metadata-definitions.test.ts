import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
beforeAll(async () => {
  cloud = await imageCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const base = '/v2/metadefs/namespaces'
const bus = { title: 'Disk Bus', type: 'string', enum: ['scsi', 'virtio'] }
let made = 0

/** A namespace of the administrator's with everything in it, and its address. */
async function aNamespace(more: object = {}) {
  const namespace = `OS::Test::${made++}`
  const { status, body } = await cloud.call('admin', 'POST', base, {
    namespace,
    visibility: 'public',
    properties: { disk_bus: bus },
    objects: [
      { name: 'Limits', required: ['cpu_shares'], properties: { cpu_shares: { title: 'Shares', type: 'integer' } } },
    ],
    tags: [{ name: 'one' }, { name: 'two' }],
    resource_type_associations: [
      { name: 'OS::Glance::Image', prefix: 'hw_' },
      { name: 'OS::Nova::Flavor', prefix: 'hw:' },
    ],
    ...more,
  })
  expect(status).toBe(201)
  return { namespace, path: `${base}/${namespace}`, body }
}
const get = async (path: string, who = 'alice') => (await cloud.call(who, 'GET', path)).body
const statusOf = async (call: Promise<{ status: number }>) => (await call).status
const names = (items: { name?: string; namespace?: string }[]) => items.map(({ name, namespace }) => name ?? namespace)

test('a namespace that comes whole is shown whole, with its properties as a resource type has them', async () => {
  const { path, body } = await aNamespace()
  const shown = await get(path)
  expect(shown).toEqual(body)
  expect(shown).toMatchObject({ owner: 'admin', protected: false, properties: { disk_bus: bus } })
  const ofFlavors = await get(`${path}?resource_type=OS::Nova::Flavor`)
  expect(ofFlavors.properties).toEqual({ 'hw:disk_bus': bus })
  expect(ofFlavors.objects).toMatchObject([{ required: ['hw:cpu_shares'], properties: { 'hw:cpu_shares': {} } }])
})

test("what Horizon's forms for images and flavors ask is answered", async () => {
  const { namespace } = await aNamespace()
  const asked = 'limit=100&sort_dir=asc&sort_key=namespace&resource_types=OS::Nova::Flavor,OS::Nova::Aggregate'
  const { namespaces, first, schema } = await get(`${base}?${asked}`)
  expect(names(namespaces)).toContain(namespace)
  expect([first.split('?')[0], schema]).toEqual([base, '/v2/schemas/metadefs/namespaces'])
  expect(names((await get(`${base}?resource_types=OS::Cinder::Volume`)).namespaces)).toEqual([])
  expect(names((await get('/v2/metadefs/resource_types')).resource_types)).toContain('OS::Nova::Server')
})

test('a private namespace is there for its owner and administrators alone', async () => {
  const { namespace, path } = await aNamespace({ visibility: 'private', owner: 'red' })
  expect(await statusOf(cloud.call('alice', 'GET', path))).toBe(200)
  for (const end of ['', '/objects', '/objects/Limits', '/properties', '/tags', '/resource_types'])
    expect(await statusOf(cloud.call('bob', 'GET', `${path}${end}`))).toBe(404)
  expect(names((await get(`${base}?limit=1000`, 'bob')).namespaces)).not.toContain(namespace)
  expect(names((await get(`${base}?limit=1000&visibility=private`)).namespaces)).toContain(namespace)
})

test('only administrators write, by default', async () => {
  const { path } = await aNamespace({ owner: 'red' })
  expect(await statusOf(cloud.call('alice', 'POST', base, { namespace: 'mine' }))).toBe(403)
  expect(await statusOf(cloud.call('alice', 'DELETE', path))).toBe(403)
  expect(await statusOf(cloud.call('alice', 'POST', `${path}/tags/mine`))).toBe(403)
})

test('nothing of a protected namespace can be deleted', async () => {
  const { namespace, path } = await aNamespace({ protected: true })
  const ends = [
    '',
    '/objects',
    '/objects/Limits',
    '/properties/disk_bus',
    '/tags',
    '/tags/one',
    '/resource_types/OS::Glance::Image',
  ]
  for (const end of ends) expect(await statusOf(cloud.call('admin', 'DELETE', `${path}${end}`))).toBe(403)
  expect(await statusOf(cloud.call('admin', 'PUT', path, { namespace, visibility: 'public' }))).toBe(200)
  expect(await statusOf(cloud.call('admin', 'DELETE', `${path}/tags/one`))).toBe(204)
  expect(await statusOf(cloud.call('admin', 'DELETE', path))).toBe(204)
  expect(await statusOf(cloud.call('alice', 'GET', path))).toBe(404)
})

test('a name is taken once, by however many who come at once', async () => {
  const { namespace, path } = await aNamespace()
  const other = await aNamespace()
  expect(await statusOf(cloud.call('admin', 'POST', base, { namespace }))).toBe(409)
  expect(await statusOf(cloud.call('admin', 'PUT', other.path, { namespace }))).toBe(409)
  expect(await statusOf(cloud.call('admin', 'POST', `${path}/properties`, { name: 'disk_bus', ...bus }))).toBe(409)
  expect(await statusOf(cloud.call('admin', 'PUT', `${path}/tags/one`, { name: 'two' }))).toBe(409)
  expect(await statusOf(cloud.call('admin', 'POST', `${path}/tags`, { tags: [{ name: 'x' }, { name: 'x' }] }))).toBe(
    409,
  )
  const tries = Array.from({ length: 5 }, () => statusOf(cloud.call('admin', 'POST', `${path}/tags/new`)))
  expect((await Promise.all(tries)).toSorted()).toEqual([201, 409, 409, 409, 409])
})

test('a namespace that is renamed keeps what it has', async () => {
  const { namespace, path } = await aNamespace()
  await cloud.call('admin', 'PUT', path, { namespace: `${namespace}::New`, visibility: 'public' })
  expect(await statusOf(cloud.call('alice', 'GET', path))).toBe(404)
  expect((await get(`${path}::New`)).properties).toEqual({ disk_bus: bus })
})

test('tags that come take the place of those that were, or stand beside them where that is asked', async () => {
  const { path } = await aNamespace()
  const tags = [{ name: 'three' }]
  await cloud.call('admin', 'POST', `${path}/tags`, { tags }, { 'X-Openstack-Append': 'True' })
  expect(names((await get(`${path}/tags`)).tags)).toEqual(['one', 'two', 'three'])
  await cloud.call('admin', 'POST', `${path}/tags`, { tags })
  expect(names((await get(`${path}/tags`)).tags)).toEqual(['three'])
})

test('pages add up to the whole list', async () => {
  for (let n = 0; n < 3; n++) await aNamespace()
  const whole = names((await get(`${base}?limit=1000`)).namespaces)
  const paged: unknown[] = []
  for (let next: string | undefined = `${base}?limit=2`; next !== undefined;) {
    const page: { namespaces: { namespace: string }[]; next?: string } = await get(next)
    paged.push(...names(page.namespaces))
    next = page.next
  }
  expect(paged).toEqual(whole)
  expect(await statusOf(cloud.call('alice', 'GET', `${base}?marker=nonsense`))).toBe(404)
})

test.each([
  ['a name for nothing', { namespace: '' }],
  ['a name that is a step in a path', { namespace: '..' }],
  ['a property of no type', { namespace: 'x', properties: { p: { title: 'P' } } }],
  ['a property of another type', { namespace: 'x', properties: { p: { title: 'P', type: 'colour' } } }],
  ['a text that cannot be kept', { namespace: 'x', properties: { p: { ...bus, default: 'a\0b' } } }],
  [
    'more properties than there may be',
    { namespace: 'x', properties: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`p${n}`, bus])) },
  ],
  ['half a character', { namespace: 'x', properties: { p: { ...bus, enum: ['\ud800'] } } }],
])('%s is a 400', async (_what, body) => {
  expect(await statusOf(cloud.call('admin', 'POST', base, body))).toBe(400)
})

test("OpenStack's own example of a namespace is taken", async () => {
  const file = join(import.meta.dirname, '../reference/image_samples/metadef-namespace-create-request-simple.json')
  const sample = JSON.parse(readFileSync(file, 'utf8'))
  const { status, body } = await cloud.call('admin', 'POST', base, sample)
  expect({ status, body }).toMatchObject({ status: 201, body: sample })
})
