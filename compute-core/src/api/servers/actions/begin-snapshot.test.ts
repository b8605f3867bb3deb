import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settings } from '#platform/config'
import { conflict, type Failure } from '#platform/errors'
import { idOfRequest, type ImageId, newHexId, newRequestId, type ProjectId, type UserId } from '#platform/ids'
import { imageService, type ImageService } from '#services/image/image-service'
import { openImageFiles } from '#services/image/store/image-files'
import { insertServer } from '#test/insert-server'
import { sharedScratch } from '#test/shared-scratch'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { RequestContext } from '../../route.ts'
import { beginSnapshot } from './begin-snapshot.ts'
import { beginServerAction } from './server-action.ts'

const db = sharedScratch()
let folder: string
let images: ImageService
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-snapshots-'))
  images = imageService({ db: db(), files: await openImageFiles(folder) })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A server of which one request wants an image, as often as it is asked. */
async function aSnapshot() {
  const queue = { waiting: 0 }
  const projectId = newHexId<ProjectId>()
  const server = await insertServer(db(), { project_id: projectId })
  const flows = { waiting: () => queue.waiting, dispatch: () => {} }
  const api = {
    db: db(),
    images,
    flows,
    config: settings.parse({ max_waiting_operations: 5 }),
  } as unknown as ComputeDeps
  const caller = { userId: newHexId<UserId>(), userName: 'ada', projectId, projectName: 'demo', roles: ['member'] }
  const context = { requestId: newRequestId(), caller } as unknown as RequestContext
  const begin = (imageId: ImageId) => beginServerAction(api, context, server, 'createImage', { imageId })
  const ask = (how = begin) =>
    beginSnapshot(api, context, server, 'createImage', { name: 'web', imageType: 'snapshot', said: {} }, how)
  const made = () =>
    db().selectFrom('image.image').select(['id', 'status']).where('project_id', '=', projectId).execute()
  return { queue, ask, begin, made, imageId: idOfRequest<ImageId>(context.requestId) }
}

const fails = (error: Error) => async () => {
  throw error
}
const refusal = (kind: Failure['kind']) => ({ failure: { kind } })

test('who was put off by a full queue asks again under the same request id, and has one image', async () => {
  const { queue, ask, made, imageId } = await aSnapshot()
  queue.waiting = 5
  await expect(ask()).rejects.toMatchObject(refusal('overloaded'))
  expect(await made()).toEqual([])
  queue.waiting = 0
  expect(await ask()).toBe(imageId)
  expect(await made()).toEqual([{ id: imageId, status: 'queued' }])
})

test('so does who was put off when the image was there already', async () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  const { queue, ask, begin, made, imageId } = await aSnapshot()
  await expect(ask(fails(away))).rejects.toBe(away)
  const asItFills = (id: ImageId) => {
    queue.waiting = 5
    return begin(id)
  }
  await expect(ask(asItFills)).rejects.toMatchObject(refusal('overloaded'))
  queue.waiting = 0
  expect(await ask()).toBe(imageId)
  expect(await made()).toEqual([{ id: imageId, status: 'queued' }])
})

test('what is refused for good leaves no image; one that an action is filling stays, whoever asks for it once more', async () => {
  const { ask, made } = await aSnapshot()
  const busy = fails(conflict('web-1 is busy.', ''))
  await ask()
  await expect(ask(busy)).rejects.toMatchObject(refusal('conflict'))
  expect(await made()).toHaveLength(1)
  const another = await aSnapshot()
  await expect(another.ask(busy)).rejects.toMatchObject(refusal('conflict'))
  expect(await another.made()).toEqual([])
})
