import { expect, test } from 'vitest'
import { failed } from '#platform/errors'
import { beginJob, finishJob } from '#platform/flow/job-ledger'
import { findServer } from '#store/server-store'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverDelete } from './server-delete.ts'

const db = sharedScratch()

async function aRunningServer(world: ConductorWorld) {
  const server = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: server.id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  return server.id
}

async function aDelete(world: ConductorWorld, id: Awaited<ReturnType<typeof aRunningServer>>) {
  await db().updateTable('compute.server').set({ task_state: 'deleting' }).where('id', '=', id).execute()
  return world.job('server-delete', { serverId: id })
}

const gone = { power: 'pending', knownPorts: 0, claims: [], ports: [] }

const makeWorld = async () => {
  const world = await conductorWorld(db())
  return asFlowWorld(world, await aDelete(world, await aRunningServer(world)))
}
everyStepUnwinds(serverDelete, makeWorld)
everyStepRepeats(serverDelete, makeWorld)

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

test('a host that is down is not waited for', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  const { commands, name } = world.host()
  commands.length = 0
  await db().updateTable('compute.host').set({ forced_down: true }).where('name', '=', name).execute()
  expect(await world.carryOut(await aDelete(world, id))).toBeUndefined()
  expect(commands).toEqual([])
  expect(await findServer(db(), id)).toBeUndefined()
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
  const jobs = [await aDelete(world, id), await aDelete(world, id)]
  expect(await Promise.all(jobs.map((job) => world.carryOut(job)))).toEqual([undefined, undefined])
})

test('a delete waits for what has begun, and calls off what has not', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  const begun = await world.job('server-stop', { serverId: id })
  const unstarted = await world.job('server-reboot', { serverId: id, hard: true })
  await beginJob(db(), begun.id, null)
  const deleting = world.carryOut(await aDelete(world, id))
  // It has looked at least once when the unstarted job is called off, and must not have gone on.
  await expect
    .poll(() => db().selectFrom('platform.job').where('id', '=', unstarted.id).select('finished_at').executeTakeFirst())
    .toMatchObject({ finished_at: expect.any(Date) })
  expect(world.host().commands).not.toContain('guest-destroy')
  await finishJob(db(), begun.id)
  expect(await deleting).toBeUndefined()
  expect(world.host().commands).toContain('guest-destroy')
  expect(await beginJob(db(), unstarted.id, null)).toBeUndefined()
})

test('while a delete waits for what has begun, a host that is down is not asked to hurry', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  const begun = await world.job('server-stop', { serverId: id })
  await beginJob(db(), begun.id, null)
  const { commands, name } = world.host()
  commands.length = 0
  await db().updateTable('compute.host').set({ forced_down: true }).where('name', '=', name).execute()
  const moments: string[] = []
  world.io.flows.yieldSlotWhile = async (work) => {
    moments.push('waits')
    return work()
  }
  const deleted = world.carryOut(await aDelete(world, id))
  await expect.poll(() => moments).toEqual(['waits'])
  await finishJob(db(), begun.id)
  expect(await deleted).toBeUndefined()
  expect(commands).toEqual([])
})

test('a hypervisor that refuses leaves the server in error with the reason, and the next delete may succeed', async () => {
  const world = await conductorWorld(db())
  const id = await aRunningServer(world)
  world.host().fails.set('guest-destroy', failed('The domain is busy.'))
  expect(await world.carryOut(await aDelete(world, id))).toMatchObject({ message: 'The domain is busy.' })
  expect(await world.server(id)).toMatchObject({
    vmState: 'error',
    taskState: null,
    fault: { code: 500, message: 'The domain is busy.' },
  })
  world.host().fails.clear()
  expect(await world.carryOut(await aDelete(world, id))).toBeUndefined()
})
