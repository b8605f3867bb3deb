import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { imageApi } from '#services/image/api/image-api'
import { importSeedImage } from '#services/image/import-seed-image'
import { recoverUploads } from '#services/image/recover-uploads'
import { openImageFiles } from '#services/image/store/image-files'
import { beginUpload } from '#services/image/store/image-store'
import { uploadImage } from '#services/image/upload-image'
import { newId, type ImageId, type ProjectId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { callerNamed, imageCloud } from './image-cloud.ts'
import { serveOnLoopback } from '#test/serve-on-loopback'

let cloud: Awaited<ReturnType<typeof imageCloud>>
beforeAll(async () => {
  cloud = await imageCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const kilobyte = randomBytes(1024)

async function active(attributes: object = {}, bytes: Buffer = kilobyte): Promise<string> {
  const id = await cloud.queued('alice', attributes)
  expect((await cloud.upload('alice', id, bytes)).status).toBe(204)
  return id
}

const filesOf = async (id: string) => (await cloud.stored()).filter((name) => name.startsWith(id))

test('bytes that were uploaded are known, and come back as they were', async () => {
  const id = await active()
  expect(await cloud.show('alice', id)).toMatchObject({
    status: 'active',
    size: 1024,
    virtual_size: 1024,
    checksum: createHash('md5').update(kilobyte).digest('hex'),
    os_hash_algo: 'sha512',
    os_hash_value: createHash('sha512').update(kilobyte).digest('hex'),
  })
  const { status, bytes, headers } = await cloud.call('alice', 'GET', `/v2/images/${id}/file`)
  expect(status).toBe(200)
  expect(bytes.equals(kilobyte)).toBe(true)
  expect(headers.get('content-length')).toBe('1024')
  expect(headers.get('content-md5')).toBe(createHash('md5').update(kilobyte).digest('hex'))
  expect(headers.get('etag')).toBe(`"${createHash('md5').update(kilobyte).digest('hex')}"`)
  const head = await cloud.call('alice', 'HEAD', `/v2/images/${id}/file`)
  expect([head.status, head.bytes.length, head.headers.get('content-length')]).toEqual([200, 0, '1024'])
  expect(await filesOf(id)).toEqual([id])
})

test('an image without bytes has none to give', async () => {
  const id = await cloud.queued('alice')
  expect((await cloud.call('alice', 'GET', `/v2/images/${id}/file`)).status).toBe(204)
})

test.each([
  ['bytes=0-9', 206, 'bytes 0-9/1024', kilobyte.subarray(0, 10)],
  ['bytes=1000-', 206, 'bytes 1000-1023/1024', kilobyte.subarray(1000)],
  ['bytes=-24', 206, 'bytes 1000-1023/1024', kilobyte.subarray(1000)],
  ['bytes=1000-9999', 206, 'bytes 1000-1023/1024', kilobyte.subarray(1000)],
  ['bytes=-9999', 206, 'bytes 0-1023/1024', kilobyte],
  ['bytes=0-1,5-6', 200, null, kilobyte],
  ['bytes=9-1', 200, null, kilobyte],
  ['nonsense', 200, null, kilobyte],
])('Range: %s gives %i %s', async (range, status, contentRange, expected) => {
  const id = await active()
  const answer = await cloud.call('alice', 'GET', `/v2/images/${id}/file`, undefined, { Range: range })
  expect([answer.status, answer.headers.get('content-range')]).toEqual([status, contentRange])
  expect(answer.bytes.equals(expected)).toBe(true)
})

test.each(['bytes=1024-', 'bytes=-0'])('Range: %s is past the end', async (range) => {
  const id = await active()
  const answer = await cloud.call('alice', 'GET', `/v2/images/${id}/file`, undefined, { Range: range })
  expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */1024'])
})

test('of two uploads at once one wins, and the other hears so', async () => {
  const id = await cloud.queued('alice')
  const [first, second] = [Buffer.alloc(300_000, 1), Buffer.alloc(300_000, 2)]
  const answers = await Promise.all([cloud.upload('alice', id, first), cloud.upload('alice', id, second)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
  const winner = answers[0]!.status === 204 ? first : second
  expect((await cloud.call('alice', 'GET', `/v2/images/${id}/file`)).bytes.equals(winner)).toBe(true)
  expect((await cloud.upload('alice', id, first)).status).toBe(409)
})

test.each([
  ['no formats', 400, { disk_format: undefined }, kilobyte, {}],
  ['another media type', 415, {}, kilobyte, { 'Content-Type': 'text/plain' }],
  ['bytes of another format', 415, { disk_format: 'qcow2' }, kilobyte, {}],
  ['more bytes announced than an image may have', 413, {}, kilobyte, { 'X-OpenStack-Image-Size': '9000000000000' }],
])('an upload with %s is refused with %i and leaves nothing', async (_, status, attributes, bytes, headers) => {
  const id = await cloud.queued('alice', attributes)
  const answer = await cloud.call('alice', 'PUT', `/v2/images/${id}/file`, bytes, headers)
  expect(answer.status).toBe(status)
  expect((await cloud.show('alice', id)).status).toBe('queued')
  expect(await filesOf(id)).toEqual([])
})

test('an upload of no bytes is an image of size 0, as Glance has it', async () => {
  const id = await cloud.queued('alice')
  expect((await cloud.upload('alice', id, Buffer.alloc(0))).status).toBe(204)
  expect(await cloud.show('alice', id)).toMatchObject({ status: 'active', size: 0, virtual_size: 0 })
  const download = await cloud.call('alice', 'GET', `/v2/images/${id}/file`)
  expect([download.status, download.bytes.length]).toEqual([200, 0])
})

test('an upload that breaks off leaves nothing, and can be done again', async () => {
  const id = await cloud.queued('alice')
  async function* broken() {
    yield kilobyte
    throw new Error('socket hang up')
  }
  expect((await cloud.upload('alice', id, ReadableStream.from(broken()))).status).toBe(400)
  expect((await cloud.show('alice', id)).status).toBe('queued')
  expect(await filesOf(id)).toEqual([])
  expect((await cloud.upload('alice', id, kilobyte)).status).toBe(204)
})

test('a client that goes away in the middle of its upload leaves nothing', async () => {
  const id = await cloud.queued('alice')
  const api = imageApi({ store: cloud.store, authenticate: async (name) => callerNamed(name), log: silentLog })
  await using server = await serveOnLoopback(new Hono().route('/image', api) as Hono)
  const upload = request(`${server.origin}/image/v2/images/${id}/file`, {
    method: 'PUT',
    headers: { 'X-Auth-Token': 'alice', 'Content-Type': 'application/octet-stream', 'Content-Length': 9_000_000 },
  })
  upload.on('error', () => {})
  upload.write(kilobyte)
  await vi.waitFor(async () => expect((await cloud.show('alice', id)).status).toBe('saving'))
  upload.destroy()
  await vi.waitFor(async () => expect((await cloud.show('alice', id)).status).toBe('queued'))
  expect(await filesOf(id)).toEqual([])
})

test.each([
  ['that is full', { 'Content-Length': '1024' }],
  ['without room for what is announced', { 'X-OpenStack-Image-Size': String(2 ** 39) }],
])('a store %s says so, and keeps nothing', async (_, headers) => {
  const id = await cloud.queued('alice')
  const files = {
    ...cloud.store.files,
    freeBytes: async () => 2 ** 38,
    async openPart(imageId: string) {
      const part = await cloud.store.files.openPart(imageId)
      const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      vi.spyOn(part.handle, 'appendFile').mockRejectedValue(full)
      return part
    },
  }
  const api = imageApi({
    store: { ...cloud.store, files },
    authenticate: async (name) => callerNamed(name),
    log: silentLog,
  })
  const answer = await api.request(`/v2/images/${id}/file`, {
    method: 'PUT',
    headers: { 'X-Auth-Token': 'alice', 'Content-Type': 'application/octet-stream', ...headers },
    body: kilobyte,
  })
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('store is full')])
  expect((await cloud.show('alice', id)).status).toBe('queued')
  expect(await filesOf(id)).toEqual([])
})

test('an image that is deleted during its upload stays deleted', async () => {
  const id = await cloud.queued('alice')
  async function* deletedHalfway() {
    yield kilobyte
    expect((await cloud.call('alice', 'DELETE', `/v2/images/${id}`)).status).toBe(204)
    yield kilobyte
  }
  const upload = uploadImage(cloud.store, {
    imageId: id,
    diskFormat: 'raw',
    bytes: deletedHalfway(),
    announcedBytes: undefined,
  })
  await expect(upload).rejects.toThrow('was deleted during the upload')
  expect(await filesOf(id)).toEqual([])
})

test('a start puts right what a crash cut off', async () => {
  await using crashed = await imageCloud()
  const whole = await crashed.queued('alice')
  await crashed.upload('alice', whole, kilobyte)
  const half = await crashed.queued('alice')
  expect(await beginUpload(crashed.db, half, null)).toBeDefined()
  const part = await crashed.store.files.openPart(half)
  await part.handle.close()
  await writeFile(join(crashed.folder, half), kilobyte)
  await writeFile(join(crashed.folder, newId()), kilobyte)
  await writeFile(join(crashed.folder, 'notes.txt'), 'not ours')
  expect(await recoverUploads(crashed.store, [])).toEqual({ requeued: 1, removedFiles: 3 })
  expect((await crashed.show('alice', half)).status).toBe('queued')
  expect((await crashed.stored()).toSorted()).toEqual([whole, 'notes.txt'].toSorted())
  expect(await recoverUploads(crashed.store, [])).toEqual({ requeued: 0, removedFiles: 0 })
})

test('what a process has on its way stays while it lives, whoever starts beside it', async () => {
  await using cloud = await imageCloud()
  const other = newId<string>()
  const id = await cloud.queued('alice')
  expect(await beginUpload(cloud.db, id, other)).toBeDefined()
  const part = await (await openImageFiles(cloud.folder, other)).openPart(id)
  await part.handle.close()
  // It has its name, and its row says so in a moment.
  await writeFile(join(cloud.folder, id), kilobyte)
  await writeFile(join(cloud.folder, newId()), kilobyte)
  expect(await recoverUploads(cloud.store, [other])).toEqual({ requeued: 0, removedFiles: 0 })
  expect((await cloud.show('alice', id)).status).toBe('saving')
  expect(await recoverUploads(cloud.store, [])).toEqual({ requeued: 1, removedFiles: 3 })
})

test('deleting an image deletes its bytes', async () => {
  const id = await active()
  expect((await cloud.call('alice', 'DELETE', `/v2/images/${id}`)).status).toBe(204)
  expect(await filesOf(id)).toEqual([])
})

test('a deactivated image gives its bytes to administrators only, until it is reactivated', async () => {
  const id = await active({ visibility: 'community' })
  const act = (who: string, what: string) => cloud.call(who, 'POST', `/v2/images/${id}/actions/${what}`)
  const download = async (who: string) => (await cloud.call(who, 'GET', `/v2/images/${id}/file`)).status
  expect([(await act('bob', 'deactivate')).status, (await act('rita', 'deactivate')).status]).toEqual([403, 403])
  expect((await act('alice', 'deactivate')).status).toBe(204)
  expect((await act('admin', 'reactivate')).status).toBe(204)
  expect((await act('admin', 'deactivate')).status).toBe(204)
  expect((await act('admin', 'deactivate')).status).toBe(204)
  expect([await download('alice'), await download('bob'), await download('admin')]).toEqual([403, 403, 200])
  expect((await act('admin', 'reactivate')).status).toBe(204)
  expect(await download('bob')).toBe(200)
  const waiting = await cloud.queued('alice')
  expect((await cloud.call('admin', 'POST', `/v2/images/${waiting}/actions/deactivate`)).status).toBe(400)
})

test('a reader sees an image of their project and does not get its bytes', async () => {
  const id = await active()
  expect((await cloud.call('rita', 'GET', `/v2/images/${id}`)).status).toBe(200)
  expect((await cloud.call('rita', 'GET', `/v2/images/${id}/file`)).status).toBe(403)
})

test("an operator's policy takes rights away, and opens no project's images to another", async () => {
  const id = await active({ visibility: 'private' })
  const policy = { get_image: '@', download_image: '@', deactivate: 'rule:context_is_admin' }
  const api = imageApi({ store: cloud.store, authenticate: async (name) => callerNamed(name), log: silentLog, policy })
  const call = async (who: string, method: string, path: string) =>
    (await api.request(`/v2/images/${id}${path}`, { method, headers: { 'X-Auth-Token': who } })).status
  expect([await call('bob', 'GET', ''), await call('bob', 'GET', '/file')]).toEqual([404, 404])
  expect(await call('rita', 'GET', '/file')).toBe(200)
  expect(await call('alice', 'POST', '/actions/deactivate')).toBe(403)
  expect(await call('admin', 'POST', '/actions/deactivate')).toBe(204)
})

test('a seed image is imported once, public, and does not come back', async () => {
  const path = join(cloud.folder, 'seed.img')
  await writeFile(path, kilobyte)
  const seed = {
    path,
    name: 'tiny',
    projectId: 'admin' as ProjectId,
    diskFormat: 'raw',
    properties: { os_distro: 'none' },
  }
  const ids = await Promise.all([importSeedImage(cloud.store, seed), importSeedImage(cloud.store, seed)])
  const [id, ...others] = ids.filter((id) => id !== undefined)
  expect(others).toEqual([])
  expect(await cloud.show('bob', id!)).toMatchObject({
    name: 'tiny',
    status: 'active',
    visibility: 'public',
    size: 1024,
    os_distro: 'none',
  })
  expect((await cloud.stored()).filter((name) => name.endsWith('.part'))).toEqual([])
  await cloud.call('admin', 'DELETE', `/v2/images/${id}`)
  expect(await importSeedImage(cloud.store, seed)).toBeUndefined()
})

test('the service gives compute what its caller may see, and flows whatever is there', async () => {
  const id = (await active({ name: 'own', visibility: 'private', min_disk: 3, hw_x: 'y' })) as ImageId
  expect(await cloud.images.get(id, callerNamed('alice'))).toMatchObject({
    name: 'own',
    minDiskGb: 3,
    size: 1024,
    properties: { hw_x: 'y' },
  })
  await expect(cloud.images.get(id, callerNamed('bob'))).rejects.toThrow('could not be found')
  await expect(cloud.images.get('nonsense' as ImageId, callerNamed('bob'))).rejects.toThrow('could not be found')
  expect((await cloud.images.find(id))?.status).toBe('active')
  const bytes = Buffer.concat(await (await cloud.images.open(id)).toArray())
  expect(bytes.equals(kilobyte)).toBe(true)
  await cloud.call('alice', 'DELETE', `/v2/images/${id}`)
  expect(await cloud.images.find(id)).toBeUndefined()
  await expect(cloud.images.open(id)).rejects.toThrow('could not be found')
})
