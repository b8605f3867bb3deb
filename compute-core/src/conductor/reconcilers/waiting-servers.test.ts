import { expect, test } from 'vitest'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { insertMigration } from '#test/insert-migration'
import { sharedScratch } from '#test/shared-scratch'
import { type HostId, type MigrationId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { autoConfirmResize } from './auto-confirm-resize.ts'
import { orphanClaims } from './orphan-claims.ts'
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
  const server = await world.insertServer({ vm_state: 'resized', host_id: await hostIdOf(world), resized_at, ...what })
  await insertMigration(db(), server)
  return server.id
}

const askedOf = (world: ConductorWorld, id: ServerId) =>
  world.dispatched.filter(({ subjectId }) => subjectId === id).map(({ flow }) => flow)

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
  await world.carryOut(world.dispatched.find(({ subjectId }) => subjectId === old.id)!)
  await expect(world.server(old.id)).rejects.toThrow('could not be found')
})

test.each([
  ['1', 'gets back the claim that it had', 1],
  ['2', 'keeps the new claim', 2],
])('a server with flavor %s whose resize has failed %s', async (flavor_id, _what, vcpus) => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer({ flavor_id })
  const updated_at = new Date(Date.now() - 60_000)
  const { uuid } = await insertMigration(db(), await world.server(id), { status: 'error', updated_at })
  const owner = { projectId: world.projectId as ProjectId, userId: 'ada' as UserId }
  const claim = { ...owner, consumerId: id, providerId: (await hostIdOf(world)) as HostId }
  await world.io.placement.claim({ ...claim, resources: { VCPU: 1 } })
  await world.io.placement.setAside(id, uuid as MigrationId)
  await world.io.placement.claim({ ...claim, resources: { VCPU: 2 } })
  await run(world, orphanClaims, {})
  const holdings = await world.holdings(id)
  expect(holdings).toMatchObject({ claims: [{ resource_class: 'VCPU', used: vcpus }] })
  expect(holdings).not.toHaveProperty('setAside')
})
