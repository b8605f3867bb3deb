import { expect, test } from 'vitest'
import type { ServerId } from '#platform/ids'
import { sql } from 'kysely'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { autoConfirmResize } from './auto-confirm-resize.ts'
import { reclaimSoftDeleted } from './reclaim-soft-deleted.ts'
import type { Reconciler } from './reconciler.ts'

const db = sharedScratch()

const run = (
  world: ConductorWorld,
  { run: reconcile }: Reconciler,
  settings: Partial<ConductorWorld['io']['settings']>,
) => reconcile({ ...world.io, settings: { ...world.io.settings, ...settings }, reports: world.reports })

async function hostIdOf(world: ConductorWorld) {
  return (
    await db().selectFrom('compute.host').select('id').where('name', '=', world.host().name).executeTakeFirstOrThrow()
  ).id
}

async function aResizedServer(world: ConductorWorld, minutesAgo: number, what: object = {}): Promise<ServerId> {
  const resized_at = new Date(Date.now() - minutesAgo * 60_000)
  const { id } = await world.insertServer({ vm_state: 'resized', host_id: await hostIdOf(world), resized_at, ...what })
  await sql`insert into compute.migration
    (server_id, flow_id, type, status, source_host, old_flavor_id, new_flavor_id, user_id, project_id)
    values (${id}, ${id}, 'resize', 'finished', 'h', '1', '2', 'ada', ${world.projectId})`.execute(db())
  return id
}

const askedOf = (world: ConductorWorld, id: ServerId) =>
  world.kicked.filter(({ subjectId }) => subjectId === id).map(({ flow }) => flow)

test('a resize that waits longer than the window is confirmed, a younger one and a busy one are not', async () => {
  const world = await conductorWorld(db())
  const [old, young] = [await aResizedServer(world, 10), await aResizedServer(world, 1)]
  const busy = await aResizedServer(world, 10, { task_state: 'resize_reverting' })
  await run(world, autoConfirmResize, { resize_confirm_window: 300 })
  expect(askedOf(world, old)).toEqual(['server-confirm-resize'])
  expect(await world.server(old)).toMatchObject({ taskState: 'resize_confirming' })
  expect([...askedOf(world, young), ...askedOf(world, busy)]).toEqual([])
})

test('a resize waits for ever without a window, and while its host is down', async () => {
  const world = await conductorWorld(db())
  const id = await aResizedServer(world, 10_000)
  await run(world, autoConfirmResize, { resize_confirm_window: 0 })
  await db()
    .updateTable('compute.host')
    .set({ forced_down: true })
    .where('id', '=', await hostIdOf(world))
    .execute()
  await run(world, autoConfirmResize, { resize_confirm_window: 60 })
  expect(askedOf(world, id)).toEqual([])
})

test('what was soft-deleted longer ago than the interval is deleted, and what is being restored is not', async () => {
  const world = await conductorWorld(db())
  const softDeleted = (minutesAgo: number, task_state: string | null = null) =>
    world.insertServer({
      vm_state: 'soft-delete',
      task_state,
      soft_deleted_at: new Date(Date.now() - minutesAgo * 60_000),
    })
  const [old, young, wanted] = [await softDeleted(10), await softDeleted(1), await softDeleted(10, 'restoring')]
  await run(world, reclaimSoftDeleted, { reclaim_instance_interval: 0 })
  expect(askedOf(world, old.id)).toEqual([])
  await run(world, reclaimSoftDeleted, { reclaim_instance_interval: 300 })
  expect(askedOf(world, old.id)).toEqual(['server-delete'])
  expect([...askedOf(world, young.id), ...askedOf(world, wanted.id)]).toEqual([])
  await world.carryOut(world.kicked.find(({ subjectId }) => subjectId === old.id)!)
  await expect(world.server(old.id)).rejects.toThrow('could not be found')
})
