import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
let id: string
beforeAll(async () => {
  cloud = await imageCloud()
  id = await cloud.queued('alice')
  await cloud.upload('alice', id, Buffer.alloc(3 * 2 ** 20))
  await cloud.queued('alice')
  await cloud.queued('bob')
})
afterAll(() => cloud[Symbol.asyncDispose]())

test('usage counts the images of the project that asks, and their bytes in MiB', async () => {
  const { body } = await cloud.call('alice', 'GET', '/v2/info/usage')
  expect(body.usage).toMatchObject({
    image_size_total: { usage: 3, limit: -1 },
    image_count_total: { usage: 2, limit: -1 },
    image_stage_total: { usage: 0 },
    image_count_uploading: { usage: 0 },
  })
  const other = await cloud.call('bob', 'GET', '/v2/info/usage')
  expect(other.body.usage).toMatchObject({ image_size_total: { usage: 0 }, image_count_total: { usage: 1 } })
})

test('an image has no tasks, for whoever sees it; the list of all is for administrators', async () => {
  expect((await cloud.call('alice', 'GET', `/v2/images/${id}/tasks`)).body).toEqual({ tasks: [] })
  expect((await cloud.call('bob', 'GET', `/v2/images/${id}/tasks`)).status).toBe(404)
  expect((await cloud.call('alice', 'GET', '/v2/tasks')).status).toBe(403)
  const { body } = await cloud.call('admin', 'GET', '/v2/tasks?status=success&type=import')
  expect(body).toEqual({ tasks: [], first: '/v2/tasks?status=success&type=import', schema: '/v2/schemas/tasks' })
  expect((await cloud.call('admin', 'GET', '/v2/tasks?status=done')).status).toBe(400)
})

test('no address is taken for an image, by any of the three ways, and each says what to do instead', async () => {
  const queued = await cloud.queued('alice')
  const url = 'http://images.test/disk'
  const refusals = [
    await cloud.call('alice', 'POST', `/v2/images/${queued}/locations`, { url }),
    await cloud.patch('alice', queued, [{ op: 'add', path: '/locations/-', value: { url, metadata: {} } }]),
    await cloud.call('alice', 'POST', '/v2/images', { locations: [{ url, metadata: {} }] }),
  ]
  for (const { status, body } of refusals)
    expect([status, body.message]).toEqual([403, expect.stringMatching(/Upload|Leave it out/)])
  expect((await cloud.call('alice', 'POST', `/v2/images/${id}/locations`, { url })).status).toBe(409)
  expect((await cloud.call('alice', 'GET', `/v2/images/${id}/locations`)).status).toBe(403)
  expect((await cloud.call('admin', 'GET', `/v2/images/${id}/locations`)).bytes.toString()).toBe('[]')
})
