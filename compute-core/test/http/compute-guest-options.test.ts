import { afterAll, beforeAll, expect, test } from 'vitest'
import { anImageSummary } from '#test/an-image-summary'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

/** An image with these properties. */
function anImage(properties: Readonly<Record<string, string>>): string {
  const image = anImageSummary({ properties })
  compute.images.set(image.id, image)
  return image.id
}

/** A flavor with these extra specs. */
async function aFlavor(specs: Readonly<Record<string, string>>): Promise<string> {
  const flavor = { name: `f-${Object.keys(specs).join()}`, ram: 512, vcpus: 2, disk: 1 }
  const made = await compute.request('POST /flavors', { as: 'admin', body: { flavor } })
  const { id } = made.body.flavor
  await compute.request(`POST /flavors/${id}/os-extra_specs`, { as: 'admin', body: { extra_specs: specs } })
  return id
}

async function create(specs: Readonly<Record<string, string>>, properties: Readonly<Record<string, string>>) {
  const server = { name: 'web-1', flavorRef: await aFlavor(specs), imageRef: anImage(properties), networks: 'none' }
  return compute.request('POST /servers', { version: '2.104', body: { server } })
}

test.each([
  [{ 'hw:watchdog_action': 'reset' }, { hw_video_model: 'holographic' }, "The image's hw_video_model is holographic"],
  [{ 'hw:cpu_policy': 'shared' }, { hw_cpu_policy: 'dedicated' }, 'Pick a flavor that gives as much.'],
  [{ 'hw:numa_nodes': '3' }, {}, "The flavor's hw:numa_nodes is 3"],
  [{ 'os:secure_boot': 'required' }, { hw_firmware_type: 'bios' }, 'that needs hw_firmware_type=uefi'],
])('a server of flavor %o and image %o is refused with the cure', async (specs, properties, why) => {
  const { status, body } = await create(specs, properties)
  expect(status).toBe(400)
  expect(body.badRequest.message).toContain(why)
})

test('one whose jobs can all be met is made', async () => {
  const specs = { 'hw:watchdog_action': 'reset', 'hw:cpu_cores': '2' }
  expect((await create(specs, { hw_firmware_type: 'uefi', hw_machine_type: 'q35' })).status).toBe(202)
})

test('a server is not rebuilt from an image that does not suit its flavor', async () => {
  const body = { rebuild: { imageRef: anImage({ hw_numa_nodes: '7' }) } }
  const response = await compute.request(`POST /servers/${compute.server.id}/action`, { version: '2.104', body })
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toContain("The image's hw_numa_nodes is 7")
})
