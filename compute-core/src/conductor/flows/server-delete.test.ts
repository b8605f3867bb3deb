import { expect, test } from 'vitest'
import { beginWish, finishWish } from '#platform/flow/wish-ledger'
import { findServer } from '#store/server-store'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverDelete } from './server-delete.ts'

const db = sharedScratch()

async function aRunningServer(world: ConductorWorld) {
  const server = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: server.id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.wish('server-create', params))
  return server.id
}

async function aDelete(world: ConductorWorld, id: Awaited<ReturnType<typeof aRunningServer>>) {
  await db().updateTable('compute.server').set({ task_state: 'deleting' }).where('id', '=', id).execute()
  return world.wish('server-delete', { serverId: id })
}

const gone = { power: 'pending', knownPorts: 0, claims: [], ports: [] }

everyStepRepeats(serverDelete, async () => {
  const world = await conductorWorld(db())
  return asFlowWorld(world, await aDelete(world, await aRunningServer(world)))
})

test('a deleted server leaves nothing behind', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  expect(await world.carryOut(await aDelete(world, id))).toBeUndefined()
  expect(await findServer(db(), id)).toBeUndefined()
  expect(await findServer(db(), id, { withDeleted: true })).toMatchObject({
    vmState: 'deleted',
    taskState: null,
    deletedAt: expect.any(Date),
    terminatedAt: expect.any(Date),
  })
  expect(await world.holdings(id)).toMatchObject({ ...gone, onHosts: [{ guest: null, disk: false, nic: false }] })
})

test('a server is deleted also while its host does not answer', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  world.host().isReachable = false
  expect(await world.carryOut(await aDelete(world, id))).toBeUndefined()
  expect(await findServer(db(), id)).toBeUndefined()
  expect(await world.holdings(id)).toMatchObject({ ...gone, onHosts: [{ guest: 'running', disk: true }] })
})

test('a server that never found a host is deleted', async () => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer({ vm_state: 'error', task_state: null, launched_at: null })
  expect(await world.carryOut(await aDelete(world, id))).toBeUndefined()
  expect(await findServer(db(), id)).toBeUndefined()
})

test('deleting twice at once is deleting once', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  const wishes = [await aDelete(world, id), await aDelete(world, id)]
  expect(await Promise.all(wishes.map((wish) => world.carryOut(wish)))).toEqual([undefined, undefined])
})

test('a delete waits for what has begun, and calls off what has not', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  const begun = await world.wish('server-stop', { serverId: id })
  const unstarted = await world.wish('server-reboot', { serverId: id, hard: true })
  await beginWish(db(), begun.id)
  const deleting = world.carryOut(await aDelete(world, id))
  // It has looked at least once when the unstarted wish is called off, and must not have gone on.
  await expect
    .poll(() =>
      db().selectFrom('platform.wish').where('id', '=', unstarted.id).select('finished_at').executeTakeFirst(),
    )
    .toMatchObject({ finished_at: expect.any(Date) })
  expect(world.host().orders).not.toContain('guest-destroy')
  await finishWish(db(), begun.id)
  expect(await deleting).toBeUndefined()
  expect(world.host().orders).toContain('guest-destroy')
  expect(await beginWish(db(), unstarted.id)).toBe(false)
})

test('a hypervisor that refuses leaves the server in error with the reason, and the next delete may succeed', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  world.host().fails.set('guest-destroy', new Error('The domain is busy.'))
  expect(await world.carryOut(await aDelete(world, id))).toMatchObject({ message: 'The domain is busy.' })
  expect(await world.server(id)).toMatchObject({
    vmState: 'error',
    taskState: null,
    fault: { code: 500, message: 'The domain is busy.' },
  })
  world.host().fails.clear()
  expect(await world.carryOut(await aDelete(world, id))).toBeUndefined()
})
