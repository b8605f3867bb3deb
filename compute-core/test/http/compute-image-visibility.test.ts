import { afterAll, beforeAll, expect, test } from 'vitest'
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

/** An image that belongs to somebody else by now. */
function anUnseenImage() {
  const image = anImageSummary()
  compute.images.set(image.id, image)
  compute.unseen.add(image.id)
  return image.id
}

const request = (line: string, body: object, as: string) => compute.request(line, { body, as, version: '2.104' })

/** Each request that has a host make a disk of an image. */
const requests: Readonly<Record<string, (imageId: string, as: string) => Promise<{ status: number; body: unknown }>>> =
  {
    'a new server': (imageRef, as) =>
      request('POST /servers', { server: { name: 'web', flavorRef: '1', networks: 'none', imageRef } }, as),
    'a rebuild': async (imageRef, as) =>
      request(`POST /servers/${(await mine()).id}/action`, { rebuild: { imageRef } }, as),
    'a rescue with it': async (rescue_image_ref, as) =>
      request(`POST /servers/${(await mine()).id}/action`, { rescue: { rescue_image_ref } }, as),
    'a rescue of a server that was made from it': async (image_id, as) =>
      request(`POST /servers/${(await mine({ image_id })).id}/action`, { rescue: null }, as),
  }

test.each(Object.keys(requests))('an image that the project sees no more is refused for %s', async (asked) => {
  const imageId = anUnseenImage()
  const { status, body } = await requests[asked]!(imageId, 'member')
  expect({ status, body }).toMatchObject({
    status: 400,
    body: { badRequest: { message: expect.stringContaining(imageId) } },
  })
})

test.each(['a new server', 'a rebuild', 'a rescue with it'])(
  'an administrator may choose an image for %s that the project does not see, and its flow is told so',
  async (asked) => {
    const response = await requests[asked]!(anUnseenImage(), 'admin')
    expect(response.status).toBeLessThan(300)
    expect(compute.dispatched.at(-1)!.params).toMatchObject({ anyImage: true })
  },
)

test.each(Object.keys(requests))('an empty image is refused for %s', async (asked) => {
  const image = anImageSummary({ size: 0, virtualSize: 0 })
  compute.images.set(image.id, image)
  const { status, body } = await requests[asked]!(image.id, 'member')
  expect({ status, body }).toMatchObject({
    status: 400,
    body: {
      badRequest: {
        message: `Image ${image.id} is empty: nothing can be booted from 0 bytes. Pick one with a disk in it.`,
      },
    },
  })
})
