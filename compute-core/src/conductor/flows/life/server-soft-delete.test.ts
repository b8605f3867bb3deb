import { expect, test } from 'vitest'
import { failed } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { moveServer } from '#store/server-store'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverRestore } from './server-restore.ts'
import { serverSoftDelete } from './server-soft-delete.ts'

const db = sharedScratch()

async function aServer(world: ConductorWorld): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  await world.carryOut(
    await world.job('server-create', { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null }),
  )
  return id
}

async function softDeleting(world: ConductorWorld, id: ServerId) {
  await moveServer(db(), id, 'any', { taskState: 'soft-deleting' })
  return world.job('server-soft-delete', { serverId: id })
}

async function restoring(world: ConductorWorld, id: ServerId) {
  await world.carryOut(await softDeleting(world, id))
  await moveServer(db(), id, 'any', { taskState: 'restoring' })
  return world.job('server-restore', { serverId: id })
}

for (const [flow, job] of [
  [serverSoftDelete, softDeleting],
  [serverRestore, restoring],
] as const) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    return asFlowWorld(world, await job(world, await aServer(world)))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test('a soft-deleted server is off and keeps all that it has', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  expect(await world.carryOut(await softDeleting(world, id))).toBeUndefined()
  expect(await world.server(id)).toMatchObject({
    vmState: 'soft-delete',
    taskState: null,
    powerState: 'shutdown',
    softDeletedAt: expect.any(Date),
  })
  expect(await world.holdings(id)).toMatchObject({
    claims: [{}, {}, {}],
    ports: ['DOWN'],
    onHosts: [{ guest: 'shutdown', disk: true }],
  })
})

test('a restored server runs again', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const before = await world.holdings(id)
  expect(await world.carryOut(await restoring(world, id))).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, softDeletedAt: null })
  expect(await world.holdings(id)).toEqual(before)
})

test.each([
  ['soft delete', softDeleting, 'guest-power-off', 'active'],
  ['restore', restoring, 'guest-power-on', 'soft-delete'],
] as const)('a %s that fails gives the server back as it was', async (_what, job, kind, vmState) => {
  const world = await conductorWorld(db())
  const asked = await job(world, await aServer(world))
  world.host().fails.set(kind, failed('The host refuses.'))
  expect(await world.carryOut(asked)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(asked.subjectId as ServerId)).toMatchObject({ vmState, taskState: null })
})

test('a server on no host is soft-deleted and comes back as what it was', async () => {
  const world = await conductorWorld(db())
  const { id } = await world.insertServer({ vm_state: 'shelved_offloaded', power_state: 'shutdown' })
  const restored = await restoring(world, id)
  expect(await world.server(id)).toMatchObject({ vmState: 'soft-delete' })
  expect(await world.carryOut(restored)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: 'shelved_offloaded', taskState: null })
})
