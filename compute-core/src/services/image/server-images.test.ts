import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ImageId, newHexId, newId, type ProjectId, type ServerId } from '#platform/ids'
import { sharedScratch } from '#test/shared-scratch'
import { imageService, type NewImage } from './image-service.ts'
import { updateImage } from './store/image-store.ts'
import { type ImageFiles, openImageFiles } from './store/image-files.ts'

const db = sharedScratch()
let folder: string
let files: ImageFiles
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-images-'))
  files = await openImageFiles(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const images = () => imageService({ db: db(), files })
const projectId = newHexId<ProjectId>()

const aNewImage = (properties: Record<string, string> = {}, what: Partial<NewImage> = {}): NewImage => ({
  id: newId<ImageId>(),
  projectId,
  name: 'web-image',
  containerFormat: 'bare',
  minDiskGb: 1,
  minRamMb: 64,
  properties,
  ...what,
})

const content = Buffer.alloc(300_000, 'disk')
const bytes = (opened: string[] = []) => ({
  diskFormat: 'raw',
  size: content.length,
  open: () => {
    opened.push('opened')
    return Readable.from([content.subarray(0, 100_000), content.subarray(100_000)])
  },
})

test('an image of the cloud waits for its bytes and is active with them; twice is once', async () => {
  const image = aNewImage({ image_type: 'snapshot' })
  await images().create(image)
  await images().create(image)
  expect(await images().find(image.id)).toMatchObject({ status: 'queued', size: null, diskFormat: null })
  const opened: string[] = []
  await images().write(image.id, bytes(opened))
  await images().write(image.id, bytes(opened))
  expect(opened).toEqual(['opened'])
  const { properties, minDiskGb, minRamMb } = image
  expect(await images().find(image.id)).toMatchObject({
    status: 'active',
    size: content.length,
    diskFormat: 'raw',
    containerFormat: 'bare',
    properties,
    minDiskGb,
    minRamMb,
  })
  expect(await buffer(await images().open(image.id))).toEqual(content)
})

test('bytes that are not what they are said to be are refused, and nothing of them stays', async () => {
  const image = aNewImage()
  await images().create(image)
  await expect(images().write(image.id, { ...bytes(), diskFormat: 'qcow2' })).rejects.toThrow('the file is raw')
  expect(await images().find(image.id)).toMatchObject({ status: 'queued' })
  expect((await readdir(folder)).filter((name) => name.startsWith(image.id))).toEqual([])
})

test('an image that was deleted takes no bytes; deleting it again says nothing', async () => {
  const image = aNewImage()
  await images().create(image)
  await images().write(image.id, bytes())
  await images().remove(image.id)
  await images().remove(image.id)
  await expect(images().write(image.id, bytes())).rejects.toThrow(`Image ${image.id} could not be found`)
  expect((await readdir(folder)).includes(image.id)).toBe(false)
})

test("backups are a project's own, of one server and type, newest first, and not protected", async () => {
  const serverId = newId<ServerId>()
  const properties = { image_type: 'backup', backup_type: 'daily', instance_uuid: serverId }
  const [old, young, kept] = [aNewImage(properties), aNewImage(properties), aNewImage(properties)]
  const others = [
    aNewImage({ ...properties, backup_type: 'weekly' }),
    aNewImage({ ...properties, image_type: 'snapshot' }),
    aNewImage({ ...properties, instance_uuid: newId<ServerId>() }),
    aNewImage(properties, { projectId: newHexId<ProjectId>() }),
  ]
  for (const image of [old, young, kept, ...others]) await images().create(image)
  await updateImage(db(), kept.id, { protected: true })
  await sql`update image.image set created_at = now() - interval '1 day' where id = ${old.id}`.execute(db())
  expect(await images().backups({ projectId, serverId, backupType: 'daily' })).toEqual([young.id, old.id])
  await images().remove(kept.id)
  expect(await images().find(kept.id)).toBeDefined()
})

test('a snapshot that has waited too long for its bytes is known with its server', async () => {
  const serverId = newId<ServerId>()
  const image = aNewImage({ image_type: 'snapshot', instance_uuid: serverId })
  const handmade = aNewImage({ instance_uuid: serverId })
  for (const each of [image, handmade]) await images().create(each)
  expect(await images().unfinishedSnapshots(60_000)).toEqual([])
  await sql`update image.image set updated_at = now() - interval '2 minutes' where id in (${image.id}, ${handmade.id})`.execute(
    db(),
  )
  expect(await images().unfinishedSnapshots(60_000)).toEqual([{ imageId: image.id, serverId }])
})
