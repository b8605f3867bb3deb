import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId, type ImageId } from '#platform/ids'
import { aCompute, type RequestOptions, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute({ instances: -1, cores: -1, ram: -1 })
  const flavor = { name: 'disky', id: 'disky', ram: 64, vcpus: 1, disk: 1, swap: 512, 'OS-FLV-EXT-DATA:ephemeral': 4 }
  await compute.request('POST /flavors', { as: 'admin', body: { flavor } })
})
afterAll(() => compute[Symbol.asyncDispose]())

const create = (server: object, options: RequestOptions = {}) =>
  compute.request('POST /servers', {
    version: '2.67',
    body: { server: { name: 'web', imageRef: compute.imageId, flavorRef: 'disky', networks: 'none', ...server } },
    ...options,
  })
const root = () => ({ boot_index: 0, uuid: compute.imageId, source_type: 'image', destination_type: 'local' })
const blank = (what: object = {}) => ({ source_type: 'blank', destination_type: 'local', boot_index: -1, ...what })
const swap = (what: object = {}) => blank({ guest_format: 'swap', ...what })
const withDisks = (disks: object[], what: object = {}) => create({ block_device_mapping_v2: disks, ...what })

test('the disks that a flavor gives may be described', async () => {
  expect((await withDisks([root(), blank({ volume_size: 4 }), swap({ volume_size: '512' })])).status).toBe(202)
  expect((await withDisks([blank(), swap()])).status).toBe(202)
  expect((await withDisks([root()], { imageRef: '' })).status).toBe(202)
  expect((await withDisks([{ no_device: true, source_type: 'volume' }, root()])).status).toBe(202)
})

test.each<[string, () => object[], number]>([
  ['more data than the flavor gives', () => [blank({ volume_size: 5 })], 400],
  ['more swap than the flavor gives', () => [swap({ volume_size: 513 })], 400],
  ['two disks for data', () => [blank({ volume_size: 2 }), blank({ volume_size: 2 })], 501],
  ['less data than the flavor gives', () => [blank({ volume_size: 3 })], 501],
  ['data in a format of its own', () => [blank({ guest_format: 'xfs' })], 501],
  ['a bus of its own', () => [{ ...root(), disk_bus: 'scsi' }], 501],
  ['the bus that they have', () => [{ ...root(), disk_bus: 'virtio', device_type: 'disk' }], 202],
  ['a volume', () => [{ ...root(), source_type: 'volume' }], 400],
  ['an image on a volume', () => [{ ...root(), destination_type: 'volume', volume_size: 1 }], 501],
  ['a snapshot', () => [{ ...root(), source_type: 'snapshot', destination_type: undefined }], 501],
  ['an image that is no root', () => [root(), { ...root(), boot_index: 1 }], 400],
  ['two roots', () => [root(), root()], 400],
  ['a gap in the boot order', () => [root(), blank({ boot_index: 2 })], 400],
  ['a blank root', () => [blank({ boot_index: 0 })], 400],
  ['a blank disk from an image', () => [blank({ uuid: compute.imageId })], 400],
  ['another image than imageRef', () => [{ ...root(), uuid: newId<string>() }], 400],
  ['no source', () => [{ boot_index: 0, uuid: compute.imageId }], 400],
  ['more than three', () => [root(), blank(), swap(), blank()], 400],
  ['a tag', () => [{ ...root(), tag: 'data' }], 501],
  ['the type of a volume', () => [{ ...root(), volume_type: 'ssd' }], 400],
  ['a device name that is none', () => [{ ...root(), device_name: 'a b' }], 400],
])('disks with %s', async (_what, disks, status) => {
  expect((await withDisks(disks())).status).toBe(status)
})

test('a flavor without such disks gives none', async () => {
  expect((await withDisks([swap()], { flavorRef: '1' })).status).toBe(400)
  expect((await withDisks([blank()], { flavorRef: '1' })).status).toBe(400)
})

test('old words for disks are for volumes, and do not go with new ones', async () => {
  const old = [{ device_name: 'vda', volume_id: newId<string>() }]
  expect((await create({ block_device_mapping: old })).status).toBe(501)
  expect((await create({ block_device_mapping: [{ colour: 'red' }] })).status).toBe(400)
  expect((await create({ block_device_mapping: old, block_device_mapping_v2: [root()] })).status).toBe(400)
  expect((await create({ block_device_mapping: [] })).status).toBe(202)
})

test('trusted certificates are kept and shown', async () => {
  const made = await create({ trusted_image_certificates: ['one', 'two'] })
  expect(made.status).toBe(202)
  const { body } = await compute.request(`GET /servers/${made.body.server.id}`, { version: '2.63' })
  expect(body.server.trusted_image_certificates).toEqual(['one', 'two'])
  expect((await create({ trusted_image_certificates: null })).status).toBe(202)
})

test('nobody is told that a signature was verified when none was', async () => {
  const id = newId<ImageId>()
  const image = compute.images.get(compute.imageId)!
  compute.images.set(id, { ...image, id, properties: { ...image.properties, img_signature: 'abc' } })
  const response = await create({ imageRef: id, trusted_image_certificates: ['one'] })
  expect(response).toMatchObject({
    status: 501,
    body: { notImplemented: { message: expect.stringContaining('signed') } },
  })
  expect((await create({ imageRef: id })).status).toBe(202)
})

test.each<[string, unknown, string, number]>([
  ['none', [], '2.63', 400],
  ['one twice', ['a', 'a'], '2.63', 400],
  ['fifty', Array.from({ length: 50 }, (_, index) => `c${index}`), '2.63', 202],
  ['fifty-one', Array.from({ length: 51 }, (_, index) => `c${index}`), '2.63', 400],
  ['an empty one', [''], '2.63', 400],
  ['any before 2.63', ['a'], '2.62', 400],
])('trusted certificates: %s', async (_what, trusted_image_certificates, version, status) => {
  expect((await create({ trusted_image_certificates }, { version })).status).toBe(status)
})

const placed = (what: object) => create({ flavorRef: '1', ...what }, { as: 'admin', version: '2.96' })
const pinnedTo = async (id: string) =>
  (await compute.request(`GET /servers/${id}`, { as: 'admin', version: '2.96' })).body.server.pinned_availability_zone

test('a forced host brings its own zone, and a zone of disabled hosts is none', async () => {
  await insertHost(compute.db, 'east-1', { zone: 'east' })
  await insertHost(compute.db, 'west-1', { zone: 'west' })
  await insertHost(compute.db, 'dark-1', { zone: 'dark', enabled: false })
  expect((await placed({ availability_zone: 'dark' })).status).toBe(400)
  expect((await placed({ availability_zone: 'mars' })).status).toBe(400)
  for (const availability_zone of ['west:east-1', 'east:east-1:east-1', 'west::east-1']) {
    const { body } = await placed({ availability_zone })
    expect(await pinnedTo(body.server.id)).toBe('east')
    expect(compute.dispatched.at(-1)!.params).toMatchObject({ requestedHost: 'east-1' })
  }
  expect((await placed({ availability_zone: 'east:east-1:west-1' })).status).toBe(400)
  expect((await placed({ availability_zone: 'a:b:c:d' })).status).toBe(400)
})

test('hints of any name are kept, but for those that are the scheduler’s own', async () => {
  const hints = { query: '["=", "$host", "a"]', _nova_check_type: ['rebuild'], colour: 'red' }
  const server = { name: 'web', imageRef: compute.imageId, flavorRef: '1', networks: 'none' }
  const { body } = await compute.request('POST /servers', {
    version: '2.100',
    body: { server, 'OS-SCH-HNT:scheduler_hints': hints },
  })
  const shown = await compute.request(`GET /servers/${body.server.id}`, { version: '2.100' })
  expect(shown.body.server.scheduler_hints).toEqual({ query: '["=", "$host", "a"]', colour: 'red' })
})

describe('security groups are named or given by id', () => {
  const groupOf = async (as: string): Promise<string> =>
    (await compute.request('GET /os-security-groups', { as })).body.security_groups[0].id
  const createAt = (version: string, groups: object[]) => {
    const server = { name: 'web', imageRef: compute.imageId, flavorRef: '1', security_groups: groups }
    const networks = version === '2.1' ? {} : { networks: 'none' }
    return compute.request('POST /servers', { version, body: { server: { ...server, ...networks } } })
  }

  test.each(['2.1', '2.52', '2.60', '2.104'])('at %s', async (version) => {
    const name = await groupOf('member')
    for (const group of [{ name }, { name: 'default' }, {}]) {
      const { status, body } = await createAt(version, [group])
      expect(status).toBe(202)
      expect(body.server.security_groups).toEqual([{ name: 'default', ...group }])
    }
  })

  test("another project's is not found", async () => {
    const name = await groupOf('other')
    expect(await createAt('2.104', [{ name: 'default' }, { name }])).toMatchObject({
      status: 400,
      body: { badRequest: { message: expect.stringMatching(`Security group ${name} could not be found.*default`) } },
    })
  })
})
