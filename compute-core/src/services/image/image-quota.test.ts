import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ImageId, newHexId, newId, type ProjectId } from '#platform/ids'
import { hostileImages } from '#test/hostile-images'
import { sharedScratch } from '#test/shared-scratch'
import { createImage } from './create-image.ts'
import { type ImageQuota, unlimited } from './image-quota.ts'
import { imageService } from './image-service.ts'
import { deleteImage, findImage, updateImage } from './store/image-store.ts'
import { insertMember } from './store/member-store.ts'
import { type ImageFiles, openImageFiles } from './store/image-files.ts'
import { type ImageStore, uploadImage } from './upload-image.ts'

const mib = 2 ** 20

const db = sharedScratch()
let folder: string
let files: ImageFiles
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-quota-'))
  files = await openImageFiles(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const aStore = (quota: Partial<ImageQuota> = {}, what: Partial<ImageStore> = {}): ImageStore => ({
  db: db(),
  files,
  quota: { ...unlimited, ...quota },
  ...what,
})

const anImage = (projectId: string, what = {}) => ({
  id: newId<ImageId>(),
  project_id: projectId,
  status: 'queued',
  disk_format: 'raw',
  container_format: 'bare',
  properties: {},
  ...what,
})

async function upload(store: ImageStore, imageId: string, bytes: Buffer, diskFormat = 'raw', announcedBytes?: number) {
  const chunks = Array.from({ length: Math.ceil(bytes.length / 10_000) }, (_, n) =>
    bytes.subarray(n * 10_000, (n + 1) * 10_000),
  )
  await uploadImage(store, { imageId, diskFormat, bytes: Readable.from(chunks), announcedBytes })
}

const partsIn = async () => (await readdir(folder)).filter((name) => name.endsWith('.part'))
const reasonsOf = (ends: readonly PromiseSettledResult<unknown>[]) =>
  ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason.message)] : []))

test('the id of an image that was deleted stays taken', async () => {
  const store = aStore()
  const image = await createImage(store, anImage(newHexId()))
  await expect(createImage(store, anImage(newHexId(), { id: image.id }))).rejects.toThrow(
    'was the id of a deleted image',
  )
  await deleteImage(db(), image.id)
  await expect(createImage(store, anImage(newHexId(), { id: image.id }))).rejects.toMatchObject({
    failure: { kind: 'conflict' },
  })
})

test('of many who ask for one id while its image is being deleted nobody gets it', async () => {
  const store = aStore()
  const { id } = await createImage(store, anImage(newHexId()))
  const others = Array.from({ length: 10 }, () => createImage(store, anImage(newHexId(), { id })))
  const ends = await Promise.allSettled([deleteImage(db(), id), ...others])
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await findImage(db(), id)).toBeUndefined()
})

test('a project has as many images as its quota says, however many it asks for at once', async () => {
  const projectId = newHexId<ProjectId>()
  const store = aStore({ image_count_total: 3 })
  const ends = await Promise.allSettled(Array.from({ length: 8 }, () => createImage(store, anImage(projectId))))
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(new Set(reasonsOf(ends))).toEqual(
    new Set([
      'Quota exceeded for image_count_total: The project has 3 images and may have 3. Delete images that are not needed, or ask an administrator for more.',
    ]),
  )
  await createImage(store, anImage(newHexId()))
})

test('an image that a server was to become is over quota as compute says it', async () => {
  const images = imageService(aStore({ image_count_total: 0 }))
  const image = { id: newId<ImageId>(), projectId: newHexId<ProjectId>(), name: 'a', containerFormat: 'bare' }
  await expect(images.create({ ...image, minDiskGb: 0, minRamMb: 0, properties: {} })).rejects.toMatchObject({
    failure: { kind: 'over-quota' },
  })
})

test('uploads at once stay within the bytes of their project, and what does not fit leaves nothing', async () => {
  const projectId = newHexId<ProjectId>()
  const store = aStore({ image_size_total: 1 })
  const images = await Promise.all(Array.from({ length: 6 }, () => createImage(store, anImage(projectId))))
  const ends = await Promise.allSettled(images.map(({ id }) => upload(store, id, randomBytes(400_000))))
  expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(2)
  expect(reasonsOf(ends)[0]).toMatch(/^Quota exceeded for image_size_total: The images of the project may have 1 MiB/)
  expect([await partsIn(), files.underWay.size]).toEqual([[], 0])
  const refused = images.find((_image, index) => ends[index]!.status === 'rejected')!
  expect(await findImage(db(), refused.id)).toMatchObject({ status: 'queued', size: null })
  const kept = images.filter((_image, index) => ends[index]!.status === 'fulfilled')
  await Promise.all(kept.map(({ id }) => deleteImage(db(), id)))
  await upload(store, refused.id, randomBytes(400_000))
})

test('an upload that is announced as too large for its project is not read', async () => {
  const store = aStore({ image_size_total: 1 })
  const { id } = await createImage(store, anImage(newHexId()))
  async function* unread() {
    yield Buffer.alloc(1)
    throw new Error('somebody reads')
  }
  const asked = { imageId: id, diskFormat: 'raw', bytes: unread(), announcedBytes: mib + 1 }
  await expect(uploadImage(store, asked)).rejects.toThrow('image_size_total')
})

test('a project has as many uploads under way as its quota says', async () => {
  const projectId = newHexId<ProjectId>()
  const store = aStore({ image_count_uploading: 1 })
  const [first, second] = [await createImage(store, anImage(projectId)), await createImage(store, anImage(projectId))]
  const { promise: go, resolve } = Promise.withResolvers<void>()
  const { promise: reads, resolve: isRead } = Promise.withResolvers<void>()
  async function* slow() {
    isRead()
    await go
    yield Buffer.alloc(1000)
  }
  const running = uploadImage(store, { imageId: first.id, diskFormat: 'raw', bytes: slow(), announcedBytes: undefined })
  await reads
  await expect(upload(store, second.id, Buffer.alloc(10))).rejects.toThrow('may have 1 uploads at a time')
  resolve()
  await running
  await upload(store, second.id, Buffer.alloc(10))
})

test('an image is no larger than the cloud takes them, as a file and as a guest sees it', async () => {
  const store = aStore({}, { sizeCap: mib })
  const fits = 'An image may have 1048576 bytes at most, as a file and as a guest sees it.'
  const { id } = await createImage(store, anImage(newHexId()))
  await expect(upload(store, id, Buffer.alloc(mib + 1))).rejects.toThrow(fits)
  for (const image of hostileImages.filter(({ name, refused }) => name.includes('2 GiB') && !refused)) {
    const made = await createImage(store, anImage(newHexId(), { disk_format: image.diskFormat }))
    await expect(upload(store, made.id, image.make(), image.diskFormat)).rejects.toThrow(fits)
  }
})

test.each(['raw', 'qcow2', 'iso'])('an upload of no bytes makes an active %s image of size 0', async (diskFormat) => {
  const store = aStore()
  const { id } = await createImage(store, anImage(newHexId(), { disk_format: diskFormat }))
  await upload(store, id, Buffer.alloc(0), diskFormat)
  expect(await findImage(db(), id)).toMatchObject({
    status: 'active',
    size: 0,
    virtual_size: 0,
    checksum: 'd41d8cd98f00b204e9800998ecf8427e',
  })
})

test('a server may be made from what its project sees at that moment', async () => {
  const [owner, other] = [newHexId<ProjectId>(), newHexId<ProjectId>()]
  const store = aStore()
  const images = imageService(store)
  const { id } = await createImage(store, anImage(owner, { visibility: 'public' }))
  const seenBy = async () =>
    Promise.all([owner, other].map(async (project) => (await images.findFor(id as ImageId, project)) !== undefined))
  expect(await seenBy()).toEqual([true, true])
  await updateImage(db(), id, { visibility: 'private' })
  expect(await seenBy()).toEqual([true, false])
  await updateImage(db(), id, { visibility: 'shared' })
  expect(await seenBy()).toEqual([true, false])
  await insertMember(db(), id, other)
  expect(await seenBy()).toEqual([true, true])
  await deleteImage(db(), id)
  expect(await seenBy()).toEqual([false, false])
})
