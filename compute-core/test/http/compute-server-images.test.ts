import { afterAll, beforeAll, expect, test } from 'vitest'
import { idOfRequest, newRequestId } from '#platform/ids'
import type { ImageSummary } from '#services/image/image-service'
import { anImageSummary } from '#test/an-image-summary'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  const columns = { project_id: projectId!, user_id: userId, host_id: compute.hostId, image_id: compute.imageId }
  return insertServer(compute.db, { ...columns, ...what })
}
const request = (id: string, body: object, { as = 'member', version = '2.104' } = {}) =>
  compute.request(`POST /servers/${id}/action`, { body, as, version })
const jobOf = (id: string) => compute.dispatched.find(({ subjectId }) => subjectId === id)
const imageOf = (id: string) =>
  compute.images.get(jobOf(id)?.params['imageId'] as string) as ImageSummary & { projectId: string }

const createImage = { name: 'web-image', metadata: { colour: 'blue' } }
const createBackup = { name: 'web-backup', backup_type: 'weekly', rotation: '3' }

test('an image of a server is there at once, says what it is of, and waits for its bytes', async () => {
  const image_properties = JSON.stringify({ os_type: 'linux', img_signature: 'x' })
  const { id, projectId } = await mine({ image_properties })
  const { status, body } = await request(id, { createImage })
  expect({ status, id: body.image_id }).toEqual({ status: 202, id: jobOf(id)?.params['imageId'] })
  expect(jobOf(id)).toMatchObject({ flow: 'server-create-image' })
  const { userId } = compute.callers.get('member')!
  expect(imageOf(id)).toMatchObject({ name: 'web-image', status: 'queued', projectId, minDiskGb: 1, minRamMb: 0 })
  expect(imageOf(id).properties).toEqual({
    os_type: 'linux',
    colour: 'blue',
    base_image_ref: compute.imageId,
    boot_roles: 'member,reader',
    image_location: 'snapshot',
    image_state: 'available',
    image_type: 'snapshot',
    instance_uuid: id,
    owner_id: projectId,
    owner_project_name: 'demo',
    owner_user_name: 'ada',
    user_id: userId,
  })
  const { body: shown } = await compute.request(`GET /servers/${id}`)
  expect(shown.server).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:task_state': 'image_snapshot_pending' })
})

test('asked again under the same request id, as after a restart, it is the same image', async () => {
  const { id } = await mine()
  const requestId = newRequestId()
  const onBehalf = { requestId, caller: compute.callers.get('member')! }
  const ask = () =>
    compute.app.request(
      `http://cloud.test/v2.1/servers/${id}/action`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'openstack-api-version': 'compute 2.104' },
        body: JSON.stringify({ createImage }),
      },
      { onBehalf },
    )
  const before = compute.images.size
  // The cloud is killed when the image is there, and nothing yet that fills it.
  compute.images.set(idOfRequest(requestId), anImageSummary({ id: idOfRequest(requestId) }))
  const { image_id: made } = (await (await ask()).json()) as { image_id: string }
  expect([made, compute.images.size]).toEqual([idOfRequest(requestId), before + 1])
})

test('a backup says of which kind it is', async () => {
  const { id } = await mine()
  expect(await request(id, { createBackup })).toMatchObject({ status: 202 })
  expect(jobOf(id)).toMatchObject({
    flow: 'server-create-backup',
    params: { serverId: id, backupType: 'weekly', rotation: 3 },
  })
  expect(imageOf(id).properties).toMatchObject({ image_type: 'backup', backup_type: 'weekly', instance_uuid: id })
  const { body } = await compute.request(`GET /servers/${id}/os-instance-actions`)
  expect(body.instanceActions).toMatchObject([{ action: 'createBackup' }])
})

test('before 2.45 the address tells of the image, and no body', async () => {
  for (const body of [{ createImage }, { createBackup }]) {
    const { id } = await mine()
    const response = await request(id, body, { version: '2.44' })
    expect(response).toMatchObject({ status: 202, body: undefined })
    expect(response.headers.get('location')).toBe(`http://cloud.test/image/v2/images/${jobOf(id)?.params['imageId']}`)
  }
})

test('before 2.45 nobody is told of a backup that is deleted at once', async () => {
  const none = { createBackup: { ...createBackup, rotation: 0 } }
  const [old, today] = [await mine(), await mine()]
  expect((await request(old.id, none, { version: '2.44' })).headers.get('location')).toBeNull()
  expect((await request(today.id, none, { version: '2.45' })).body).toMatchObject({ image_id: expect.any(String) })
})

test('a locked server can be imaged and backed up', async () => {
  for (const body of [{ createImage }, { createBackup }]) {
    const { id } = await mine({ locked_by: 'admin' })
    expect((await request(id, body)).status).toBe(202)
  }
})

test.each(['building', 'rescued', 'resized', 'error', 'shelved', 'shelved_offloaded', 'soft-delete'])(
  'a server that is %s is neither imaged nor backed up, and no image stays behind',
  async (vm_state) => {
    const { id } = await mine({ vm_state })
    const before = compute.images.size
    for (const body of [{ createImage }, { createBackup }])
      expect((await request(id, body)).body.conflictingRequest.message).toContain(vm_state)
    expect(compute.images.size).toBe(before)
  },
)

test('before 2.39 the quota of metadata holds for images too', async () => {
  const metadata = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`key-${index}`, 'x']))
  const { id } = await mine()
  const body = { createImage: { ...createImage, metadata } }
  expect((await request(id, body, { version: '2.38' })).status).toBe(403)
  expect((await request(id, body, { version: '2.39' })).status).toBe(202)
})

test.each([
  { createImage: {} },
  { createImage: { name: '' } },
  { createImage: { name: ' padded ' } },
  { createImage: { name: 'x'.repeat(256) } },
  { createImage: { name: 'web', metadata: { 'a/b': 'x' } } },
  { createImage: { name: 'web', metadata: { a: 'x'.repeat(256) } } },
  { createImage: { name: 'web', metadata: { a: null } } },
  { createBackup: { name: 'web', rotation: 1 } },
  { createBackup: { name: 'web', backup_type: 'daily' } },
  { createBackup: { backup_type: 'daily', rotation: 1 } },
  { createBackup: { ...createBackup, rotation: -1 } },
  { createBackup: { ...createBackup, rotation: 'many' } },
  { createBackup: { ...createBackup, rotation: '' } },
  { createBackup: { ...createBackup, backup_type: 7 } },
  { createBackup: { ...createBackup, backup_type: '\0' } },
])('%j is a 400', async (body) => {
  const { id } = await mine()
  expect((await request(id, body)).status).toBe(400)
  expect(jobOf(id)).toBeUndefined()
})
