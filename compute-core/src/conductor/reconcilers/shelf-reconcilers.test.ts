import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ServerId } from '#platform/ids'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { ownerlessServers } from '#store/server-drift'
import type { Reconciler } from './reconciler.ts'
import { shelvedLongEnough } from './shelved-long-enough.ts'
import { spentShelvedImages } from './spent-shelved-images.ts'
import { unfinishedSnapshots } from './unfinished-snapshots.ts'

const db = sharedScratch()

const run = (world: ConductorWorld, { run: reconcile }: Reconciler) =>
  reconcile({ ...world.io, reports: world.reports })

/** A server that has been shelved, and left alone, for so long. */
async function aShelvedServer(world: ConductorWorld, minutes: number): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'shelved', power_state: 'shutdown' })
  await sql`update compute.server set shelved_at = now() - ${minutes} * interval '1 minute',
    updated_at = now() - ${minutes} * interval '1 minute' where id = ${id}`.execute(db())
  return id
}

test.each([
  [3600, 61, true],
  [3600, 59, false],
  [0, 2, true],
  [0, 0.5, false],
  [-1, 1e5, false],
])('with shelved_offload_time %s a server shelved for %s minutes is offloaded: %s', async (seconds, minutes, does) => {
  const world = await conductorWorld(db())
  world.io.settings = { ...world.io.settings, shelved_offload_time: seconds }
  const id = await aShelvedServer(world, minutes)
  await run(world, shelvedLongEnough)
  await run(world, shelvedLongEnough)
  const jobs = world.dispatched.filter(({ subjectId }) => subjectId === id).map(({ flow }) => flow)
  expect(jobs).toEqual(does ? ['server-shelve-offload'] : [])
  expect(await world.server(id)).toMatchObject({ taskState: does ? 'shelving_offloading' : null })
})

test('an image that waits for a snapshot goes once nobody makes that any more', async () => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer()
  const image = world.images.create({ properties: { instance_uuid: id } })
  const job = await world.job('server-create-image', { serverId: id, imageId: image.id })
  await run(world, unfinishedSnapshots)
  expect(world.images.known.has(image.id)).toBe(true)
  await sql`update platform.job set finished_at = now() where id = ${job.id}`.execute(db())
  await run(world, unfinishedSnapshots)
  expect(world.images.known.has(image.id)).toBe(false)
})

test('the image of a server that is back, or deleted, goes; that of one on the shelf stays', async () => {
  const world = await conductorWorld(db())
  const image = () => world.images.create({}).id
  const [back, gone, shelved, reset] = [image(), image(), image(), image()]
  const host = await db()
    .selectFrom('compute.host')
    .select('id')
    .where('name', '=', world.host().name)
    .executeTakeFirstOrThrow()
  await world.insertServer({ vm_state: 'active', host_id: host.id, shelved_image_id: back })
  const deleted = await world.insertServer({ shelved_image_id: gone })
  await sql`update compute.server set deleted_at = now() where id = ${deleted.id}`.execute(db())
  await world.insertServer({ vm_state: 'shelved_offloaded', host_id: null, shelved_image_id: shelved })
  await world.insertServer({ vm_state: 'active', host_id: null, shelved_image_id: reset })
  await run(world, spentShelvedImages)
  expect([...world.images.known.keys()]).toEqual([shelved, reset])
})

test('a server on the shelf still owns its ports when it is in error', async () => {
  const world = await conductorWorld(db())
  const image = world.images.create({}).id
  const [shelved, failed] = [
    await world.insertServer({ vm_state: 'error', host_id: null, shelved_image_id: image }),
    await world.insertServer({ vm_state: 'error', host_id: null }),
  ]
  await sql`update compute.server set updated_at = now() - interval '1 minute'`.execute(db())
  expect(await ownerlessServers(db(), [shelved.id, failed.id])).toEqual(new Set([failed.id]))
})
