import { expect, test } from 'vitest'
import { writeJob } from '#platform/flow/jobs'
import { type ImageId, newId, newRequestId } from '#platform/ids'
import { anImageSummary } from '#test/an-image-summary'
import { conductorWorld, type ConductorWorld, paramsOf } from '#test/conductor-world'
import { everyStepRepeats } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { cacheImages } from './cache-images.ts'

const db = sharedScratch()

/** An image of which the image service has the bytes, or has not. */
function anImage({ images }: ConductorWorld, status = 'active'): ImageId {
  const image = anImageSummary({ status })
  images.known.set(image.id, image)
  return image.id
}

const caching = (world: ConductorWorld, imageIds: readonly ImageId[]) =>
  writeJob(db(), {
    flow: 'cache-images',
    subjectId: newId<string>(),
    params: { hostName: world.host().name, imageIds },
    requestId: newRequestId(),
  })

/** What is logged of each image. */
function listening(world: ConductorWorld): unknown[] {
  const said: unknown[] = []
  world.io.log = {
    ...world.io.log,
    info: (of: { outcome?: string }) => void (of.outcome && said.push(of.outcome)),
  } as never
  return said
}

test('a host fetches each image, and the log has what came of it', async () => {
  const world = await conductorWorld(db())
  const said = listening(world)
  const [one, two] = [anImage(world), anImage(world)]
  expect(await world.carryOut(await caching(world, [one, two]))).toBeUndefined()
  expect([...world.host().disks.cached]).toEqual([one, two])
  await world.carryOut(await caching(world, [two]))
  expect(said).toEqual(['cached', 'cached', 'existing'])
})

test('an image that cannot be fetched does not keep the others from it', async () => {
  const world = await conductorWorld(db())
  const said = listening(world)
  const [gone, waiting, sound] = [newId<ImageId>(), anImage(world, 'queued'), anImage(world)]
  expect(await world.carryOut(await caching(world, [gone, waiting, sound]))).toBeUndefined()
  expect([...world.host().disks.cached]).toEqual([sound])
  expect(said).toEqual(['error', 'error', 'cached'])
})

test('a host that does not answer is left out', async () => {
  const world = await conductorWorld(db())
  const said = listening(world)
  world.host().isReachable = false
  expect(await world.carryOut(await caching(world, [anImage(world)]))).toBeUndefined()
  expect(said).toEqual(['error'])
})

everyStepRepeats(cacheImages, async () => {
  const world = await conductorWorld(db())
  const job = await caching(world, [anImage(world)])
  return {
    io: world.io,
    params: paramsOf(job),
    snapshot: async () => world.host().disks.cached.size,
    goOn: async () => '',
  }
})
