import { describe, expect, test } from 'vitest'
import { failed } from '#platform/errors'
import type { ServerId, UserId } from '#platform/ids'
import { findServer, getServer, moveServer } from '#store/server-store'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { aFlavor } from '#test/a-flavor'
import { serverConfirmResize } from './server-confirm-resize.ts'
import { serverResize } from './server-resize.ts'
import { serverRevertResize } from './server-revert-resize.ts'

const db = sharedScratch()
const small = aFlavor({ id: '1', name: 'm1.tiny', vcpus: 1, ramMb: 512, diskGb: 1 })
const large = aFlavor({ id: '2', name: 'm1.large', vcpus: 2, ramMb: 1024, diskGb: 3 })
const userId = 'ada' as UserId

async function aServer(world: ConductorWorld, vmState: 'active' | 'stopped' = 'active'): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  await world.carryOut(
    await world.job('server-create', { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null }),
  )
  if (vmState === 'stopped') await world.carryOut(await asked(world, 'server-stop', id, 'powering-off'))
  return id
}

async function asked(
  world: ConductorWorld,
  flow: 'server-stop' | Way | 'server-delete' | 'server-soft-delete',
  id: ServerId,
  task: string,
) {
  await moveServer(db(), id, 'any', { taskState: task })
  return world.job(flow, { serverId: id })
}

type Way = 'server-confirm-resize' | 'server-revert-resize'
const confirming = (world: ConductorWorld, id: ServerId) =>
  asked(world, 'server-confirm-resize', id, 'resize_confirming')
const reverting = (world: ConductorWorld, id: ServerId) => asked(world, 'server-revert-resize', id, 'resize_reverting')

async function resizing(world: ConductorWorld, id: ServerId, flavor = large) {
  await moveServer(db(), id, 'any', { taskState: 'resize_prep' })
  return world.job('server-resize', { serverId: id, flavor, userId, projectId: world.projectId })
}

async function aResizedServer(world: ConductorWorld, vmState: 'active' | 'stopped' = 'active') {
  const id = await aServer(world, vmState)
  expect(await world.carryOut(await resizing(world, id))).toBeUndefined()
  return id
}

const claimOf = ({ vcpus, ramMb, diskGb }: typeof small) => [
  { resource_class: 'DISK_GB', used: diskGb },
  { resource_class: 'MEMORY_MB', used: ramMb },
  { resource_class: 'VCPU', used: vcpus },
]

const migrationsOf = (id: ServerId) =>
  db()
    .selectFrom('compute.migration')
    .select(['type', 'status', 'source_host', 'dest_host', 'old_flavor_id', 'new_flavor_id'])
    .where('server_id', '=', id)
    .orderBy('id')
    .execute()

for (const vmState of ['active', 'stopped'] as const)
  describe(`of a server that is ${vmState}`, () => {
    const makeWorld = async () => {
      const world = await conductorWorld(db())
      return asFlowWorld(world, await resizing(world, await aServer(world, vmState)))
    }
    everyStepUnwinds(serverResize, makeWorld)
    everyStepRepeats(serverResize, makeWorld)
  })

for (const [flow, job] of [
  [serverConfirmResize, confirming],
  [serverRevertResize, reverting],
] as const) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    return asFlowWorld(world, await job(world, await aResizedServer(world)))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test('a resized server has the new flavor and both claims, and its disks are kept as they were', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const tasks: (string | null)[] = []
  const statuses: string[] = []
  world.host().before = async () => {
    tasks.push((await world.server(id)).taskState)
    statuses.push((await migrationsOf(id))[0]!.status)
  }
  expect(await world.carryOut(await resizing(world, id))).toBeUndefined()
  expect(tasks).toEqual(['resize_migrating', 'resize_migrated', 'resize_finish'])
  expect(statuses).toEqual(['migrating', 'post-migrating', 'post-migrating'])
  expect(await world.server(id)).toMatchObject({
    vmState: 'resized',
    taskState: null,
    powerState: 'running',
    flavorId: '2',
    flavor: { ramMb: 1024 },
    oldFlavor: { id: '1', ramMb: 512 },
    oldVmState: 'active',
  })
  expect(await world.holdings(id)).toMatchObject({
    claims: claimOf(large),
    setAside: claimOf(small),
    ports: ['ACTIVE'],
    onHosts: [{ guest: 'running', kept: true }],
  })
  const host = world.host().name
  expect(await migrationsOf(id)).toEqual([
    { type: 'resize', status: 'finished', source_host: host, dest_host: host, old_flavor_id: '1', new_flavor_id: '2' },
  ])
})

test.each(['active', 'stopped'] as const)(
  'a server that was %s is so again when its resize is confirmed',
  async (vmState) => {
    const world = await conductorWorld(db())
    const id = await aResizedServer(world, vmState)
    expect(await world.carryOut(await confirming(world, id))).toBeUndefined()
    expect(await world.server(id)).toMatchObject({
      vmState,
      taskState: null,
      flavorId: '2',
      oldFlavor: null,
      resizedAt: null,
    })
    const holdings = await world.holdings(id)
    expect(holdings).toMatchObject({
      claims: claimOf(large),
      onHosts: [{ guest: vmState === 'active' ? 'running' : 'shutdown' }],
    })
    expect(holdings).not.toHaveProperty('setAside')
    expect(world.host().disks.kept.has(id)).toBe(false)
    expect(await migrationsOf(id)).toMatchObject([{ status: 'confirmed' }])
  },
)

test.each(['active', 'stopped'] as const)(
  'a server that was %s is so again when its resize is reverted',
  async (vmState) => {
    const world = await conductorWorld(db())
    const id = await aServer(world, vmState)
    const before = await world.holdings(id)
    await world.carryOut(await resizing(world, id))
    expect(await world.carryOut(await reverting(world, id))).toBeUndefined()
    expect(await world.server(id)).toMatchObject({
      vmState,
      taskState: null,
      flavorId: '1',
      flavor: { ramMb: 512 },
      oldFlavor: null,
    })
    expect(await world.holdings(id)).toEqual(before)
    expect(await migrationsOf(id)).toMatchObject([{ status: 'reverted' }])
  },
)

test('a server that has no room to grow stays as it is, and its migration has failed', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const before = await world.holdings(id)
  const huge = aFlavor({ id: '9', vcpus: 1, ramMb: 15_600, diskGb: 1 })
  expect(await world.carryOut(await resizing(world, id, huge))).toMatchObject({
    message: expect.stringContaining('No valid host was found.'),
  })
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, flavorId: '1' })
  expect(await world.holdings(id)).toEqual(before)
  expect(await migrationsOf(id)).toMatchObject([{ status: 'error' }])
})

test('a guest that can be started neither with its new size nor with its old leaves the server in error', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  world.host().fails.set('guest-power-on', failed('The emulator is missing.'))
  await world.carryOut(await resizing(world, id))
  expect(await world.server(id)).toMatchObject({
    vmState: 'error',
    powerState: 'shutdown',
    flavorId: '1',
    fault: { message: 'The emulator is missing.' },
  })
  expect(await world.holdings(id)).toMatchObject({ claims: claimOf(small) })
})

test.each([
  ['confirm', confirming, 'disks-confirm-resize'],
  ['revert', reverting, 'disks-revert-resize'],
] as const)('a %s that fails ends in error, and so does its migration', async (_what, job, kind) => {
  const world = await conductorWorld(db())
  const id = await aResizedServer(world)
  world.host().fails.set(kind, failed('The disk is gone.'))
  await world.carryOut(await job(world, id))
  expect(await world.server(id)).toMatchObject({ vmState: 'error', fault: { message: 'The disk is gone.' } })
  expect(await migrationsOf(id)).toMatchObject([{ status: 'error' }])
})

test('a delete that comes in between takes the resize back and leaves nothing', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  world.host().before = async (kind) => {
    if (kind === 'disks-resize') await moveServer(db(), id, 'any', { taskState: 'deleting' })
  }
  expect(await world.carryOut(await resizing(world, id))).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  world.host().before = async () => {}
  await world.carryOut(await asked(world, 'server-delete', id, 'deleting'))
  expect(await findServer(db(), id)).toBeUndefined()
  expect(await world.holdings(id)).toMatchObject({ claims: [], ports: [], onHosts: [{ guest: null, disk: false }] })
})

test('a resized server that is deleted leaves neither claim, and its resize counts as confirmed', async () => {
  const world = await conductorWorld(db())
  const id = await aResizedServer(world)
  expect(await world.carryOut(await asked(world, 'server-delete', id, 'deleting'))).toBeUndefined()
  const holdings = await world.holdings(id)
  expect(holdings).toMatchObject({ claims: [], onHosts: [{ guest: null, disk: false }] })
  expect(holdings).not.toHaveProperty('setAside')
  expect(await migrationsOf(id)).toMatchObject([{ status: 'confirmed' }])
})

test('a resized server that is soft-deleted keeps its new flavor only', async () => {
  const world = await conductorWorld(db())
  const id = await aResizedServer(world)
  expect(await world.carryOut(await asked(world, 'server-soft-delete', id, 'soft-deleting'))).toBeUndefined()
  expect(await getServer(db(), id)).toMatchObject({ vmState: 'soft-delete', flavorId: '2', oldFlavor: null })
  const holdings = await world.holdings(id)
  expect(holdings).toMatchObject({ claims: claimOf(large), onHosts: [{ guest: 'shutdown', disk: true }] })
  expect(holdings).not.toHaveProperty('setAside')
})
