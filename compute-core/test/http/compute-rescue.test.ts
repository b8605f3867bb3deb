import { afterAll, beforeAll, expect, test } from 'vitest'
import { anImageSummary } from '#test/an-image-summary'
import type { ImageSummary } from '#services/image/image-service'
import { sealWith } from '#platform/seal'
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
const anImage = (what: Partial<ImageSummary> = {}) => {
  const image = anImageSummary(what)
  compute.images.set(image.id, image)
  return image
}
const request = (id: string, body: object, as = 'member') =>
  compute.request(`POST /servers/${id}/action`, { body, as, version: '2.104' })
const shown = async (id: string) => (await compute.request(`GET /servers/${id}`)).body.server
const jobOf = (id: string) => compute.dispatched.find(({ subjectId }) => subjectId === id)
const openSeal = (sealed: unknown) => sealWith(Buffer.alloc(32, 7)).open(sealed as string)

test('a server is rescued with the image and the password that were asked for', async () => {
  const { id } = await mine()
  const image = anImage()
  const response = await request(id, { rescue: { adminPass: 's3cret', rescue_image_ref: image.id } })
  expect(response).toMatchObject({ status: 200, body: { adminPass: 's3cret' } })
  const { flow, params } = jobOf(id)!
  expect({ flow, params }).toMatchObject({ flow: 'server-rescue', params: { imageId: image.id } })
  expect(openSeal(params['sealedAdminPass'])).toBe('s3cret')
  expect(await shown(id)).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:task_state': 'rescuing' })
  const { body } = await compute.request(`GET /servers/${id}/os-instance-actions`)
  expect(body.instanceActions).toMatchObject([{ action: 'rescue' }])
})

test.each([null, {}])('asked with %j, its own image and a new password do', async (rescue) => {
  const { id } = await mine({ vm_state: 'stopped' })
  const response = await request(id, { rescue })
  expect(response.body.adminPass).toMatch(/^[A-Za-z2-9]{12}$/)
  expect(jobOf(id)).toMatchObject({ params: { imageId: compute.imageId } })
})

test.each<[string, Partial<ImageSummary> | null, RegExp]>([
  ['that there is not', null, /Can not find requested image/],
  ['that is not ready', { status: 'queued' }, /is queued\. It can be booted from once it is active/],
  ['that needs more memory', { minRamMb: 4096 }, /has 512 MB of memory, the image needs 4096 MB/],
  ['with a wrong property', { properties: { hw_disk_bus: 'pigeon' } }, /hw_disk_bus/],
  ['with a rescue device that no host has', { properties: { hw_rescue_device: 'lun' } }, /hw_rescue_device is lun/],
])('an image %s is refused', async (_what, what, message) => {
  const { id } = await mine()
  const image = what === null ? anImageSummary() : anImage(what)
  const response = await request(id, { rescue: { rescue_image_ref: image.id } })
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
  expect(await shown(id)).toMatchObject({ 'OS-EXT-STS:task_state': null })
})

test('an image with a disk larger than the flavor has will do: its disk is of its own size', async () => {
  const { id } = await mine()
  const image = anImage({ minDiskGb: 50, virtualSize: 50 * 2 ** 30 })
  expect((await request(id, { rescue: { rescue_image_ref: image.id } })).status).toBe(200)
})

test('a server whose own image is gone is told to name another', async () => {
  const { id } = await mine({ image_id: anImageSummary().id })
  expect((await request(id, { rescue: null })).body.badRequest.message).toMatch(
    /is gone, or not visible any more: name another one/,
  )
})

test.each([
  ['a virtual TPM', { image_properties: JSON.stringify({ hw_tpm_version: '2.0' }) }, /virtual TPM/],
  ['a volume to boot from', { image_id: null }, /boots from a volume/],
])('a server with %s is not rescued', async (_what, columns, message) => {
  const { id } = await mine(columns)
  const response = await request(id, { rescue: null })
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
})

test('of two who rescue at once only one does', async () => {
  const { id } = await mine()
  const response = await Promise.all([request(id, { rescue: null }), request(id, { rescue: null })])
  expect(response.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('a rescued server is given back to itself, and nothing else is', async () => {
  const { id } = await mine({ vm_state: 'rescued', rescue_image_id: compute.imageId })
  expect((await request(id, { unrescue: null })).status).toBe(202)
  expect(jobOf(id)).toMatchObject({ flow: 'server-unrescue' })
  expect(await shown(id)).toMatchObject({ status: 'RESCUE', 'OS-EXT-STS:task_state': 'unrescuing' })
  const active = await mine()
  const refused = await request(active.id, { unrescue: null })
  expect(refused.body.conflictingRequest.message).toMatch(/while it is in vm_state active/)
})
