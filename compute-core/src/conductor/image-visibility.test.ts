import { expect, test } from 'vitest'
import type { ServerId } from '#platform/ids'
import type { ImageChoice, ServerFlowParams } from '#store/server-jobs'
import { aBuiltServer } from '#test/a-built-server'
import { anImageSummary } from '#test/an-image-summary'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'

const db = sharedScratch()
const image = anImageSummary()

/** Each way in which a host comes to make a disk of an image. */
const ways: Readonly<
  Record<
    string,
    {
      disks: string
      vmState: string
      fault: boolean
      begin: (world: ConductorWorld, choice: ImageChoice) => Promise<{ slug: keyof ServerFlowParams; params: object }>
    }
  >
> = {
  build: {
    disks: 'disks-create',
    vmState: 'error',
    fault: true,
    async begin(world, choice) {
      const building = { vm_state: 'building', task_state: 'scheduling', power_state: 'pending' } as const
      const { id: serverId } = await world.insertServer({ ...building, image_id: image.id, launched_at: null })
      return {
        slug: 'server-create',
        params: { serverId, requestedNetworks: 'auto', sealedAdminPass: null, ...choice },
      }
    },
  },
  rebuild: {
    disks: 'disks-rebuild',
    // One that has not begun with the disks leaves the server as it was.
    vmState: 'active',
    fault: false,
    async begin(world, choice) {
      const columns = { image_id: image.id }
      const serverId = await active(world, 'rebuilding', columns)
      const previous = { imageId: image.id, imageProperties: {}, name: 'web' }
      const told = { sealedAdminPass: 'sealed', keepEphemeral: false, imageChanged: false, previous }
      return { slug: 'server-rebuild', params: { serverId, ...told, ...choice } }
    },
  },
  rescue: {
    disks: 'disks-rescue',
    vmState: 'error',
    fault: true,
    async begin(world, choice) {
      const serverId = await active(world, 'rescuing')
      return { slug: 'server-rescue', params: { serverId, imageId: image.id, sealedAdminPass: 'sealed', ...choice } }
    },
  },
  unshelve: {
    disks: 'disks-create',
    vmState: 'error',
    fault: true,
    async begin(world) {
      const serverId = await active(world, 'unshelving', {
        vm_state: 'shelved_offloaded',
        shelved_image_id: image.id,
        host_id: null,
      })
      return { slug: 'server-unshelve', params: { serverId } }
    },
  },
}

const active = (world: ConductorWorld, taskState: string, columns = {}) =>
  aBuiltServer(world, { vmState: 'active', power: 'running', taskState, columns })

async function aWorld() {
  const world = await conductorWorld(db())
  world.images.known.set(image.id, image)
  return world
}

async function carriedOut(world: ConductorWorld, way: string, choice: ImageChoice = {}) {
  const { slug, params } = await ways[way]!.begin(world, choice)
  world.host().commands.length = 0
  const error = await world.carryOut(await world.job(slug, params as never))
  return { error, server: await world.server((params as { serverId: ServerId }).serverId) }
}

test.each(Object.keys(ways))(
  'no host is told to make a disk for a %s of an image that the project sees no more, and it is said why',
  async (way) => {
    const world = await aWorld()
    world.images.hidden.set(image.id, world.projectId)
    const { error, server } = await carriedOut(world, way)
    const why = `Image ${image.id} could not be found.`
    expect(world.host().commands).not.toContain(ways[way]!.disks)
    expect(error?.message).toBe(why)
    const { vmState, fault } = ways[way]!
    expect(server).toMatchObject({
      vmState,
      taskState: null,
      fault: fault ? { code: 404, message: why } : null,
    })
  },
)

test.each(Object.keys(ways))('an image that the project sees is there for a %s', async (way) => {
  const world = await aWorld()
  const { error } = await carriedOut(world, way)
  expect(error).toBeUndefined()
  expect(world.host().commands).toContain(ways[way]!.disks)
})

test.each(Object.keys(ways).filter((way) => way !== 'unshelve'))(
  'for a %s an administrator, or the cloud, may have chosen an image that the project does not see',
  async (way) => {
    const world = await aWorld()
    world.images.hidden.set(image.id, world.projectId)
    const { error } = await carriedOut(world, way, { anyImage: true })
    expect(error).toBeUndefined()
  },
)
