import { expect, test } from 'vitest'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import { failed } from '#platform/errors'
import { newId, type ImageId, type ServerId } from '#platform/ids'
import { moveServer } from '#store/server-store'
import { aBuiltServer } from '#test/a-built-server'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverCreateBackup } from './server-create-backup.ts'
import { serverCreateImage } from './server-create-image.ts'

const db = sharedScratch()

interface Imaged {
  vmState?: VmState
  power?: PowerState
  properties?: Record<string, string>
}

async function imaging(world: ConductorWorld, { vmState = 'active', power = 'running', properties = {} }: Imaged = {}) {
  const columns = { image_properties: JSON.stringify(properties) }
  const serverId = await aBuiltServer(world, { vmState, power, taskState: 'image_snapshot_pending', columns })
  const { id: imageId } = world.images.create({ properties: { instance_uuid: serverId } })
  return { serverId, imageId, job: await world.job('server-create-image', { serverId, imageId }) }
}

async function backingUp(world: ConductorWorld, rotation: number, serverId?: ServerId) {
  const id = serverId ?? (await aBuiltServer(world, { vmState: 'active', power: 'running', taskState: 'image_backup' }))
  await moveServer(db(), id, 'any', { taskState: 'image_backup' })
  const properties = { instance_uuid: id, backup_type: 'daily' }
  const { id: imageId } = world.images.create({ properties })
  const job = await world.job('server-create-backup', { serverId: id, imageId, backupType: 'daily', rotation })
  return { serverId: id, imageId, job }
}

for (const [flow, begin] of [
  [serverCreateImage, (world: ConductorWorld) => imaging(world)],
  [serverCreateBackup, (world: ConductorWorld) => backingUp(world, 1)],
] as const) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    const { job } = await begin(world)
    return asFlowWorld(world, job, () => ({ ...job.params, imageId: world.images.create({ properties: {} }).id }))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test.each<[VmState, PowerState]>([
  ['active', 'running'],
  ['paused', 'paused'],
  ['stopped', 'shutdown'],
  ['suspended', 'suspended'],
])('an image of a server that is %s leaves it as it is', async (vmState, power) => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await imaging(world, { vmState, power })
  const tasks: (string | null)[] = []
  world.host().before = async () => void tasks.push((await world.server(serverId)).taskState)
  world.host().commands.length = 0
  expect(await world.carryOut(job)).toBeUndefined()
  expect(world.host().commands).toEqual(['snapshot-make', 'snapshot-upload'])
  expect(tasks).toEqual(['image_pending_upload', 'image_uploading'])
  expect(await world.server(serverId)).toMatchObject({ vmState, taskState: null, powerState: power })
  expect(world.images.known.get(imageId)).toMatchObject({ status: 'active' })
  expect(world.host().disks.snapshots.size).toBe(0)
})

test.each([
  [{}, 'no'],
  [{ hw_qemu_guest_agent: 'yes' }, 'try'],
  [{ hw_qemu_guest_agent: 'yes', os_require_quiesce: 'yes' }, 'must'],
])('with %j the agent in the guest is asked to hold still: %s', async (properties, freeze) => {
  const world = await conductorWorld(db())
  const { job } = await imaging(world, { properties })
  const told: unknown[] = []
  const { agents } = world.io
  world.io.agents = (host) => ({
    ...agents(host),
    async command(kind, id, params) {
      told.push((params as { freeze?: string }).freeze)
      return agents(host).command(kind, id, params)
    },
  })
  expect(await world.carryOut(job)).toBeUndefined()
  expect(new Set(told)).toEqual(new Set([freeze]))
})

test.each(['snapshot-make', 'snapshot-upload'] as const)(
  'when %s fails the image is deleted, and the server goes on',
  async (kind) => {
    const world = await conductorWorld(db())
    const { serverId, imageId, job } = await imaging(world)
    world.host().fails.set(kind, failed('The disk is full.'))
    expect(await world.carryOut(job)).toMatchObject({ message: 'The disk is full.' })
    expect(await world.server(serverId)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
    expect(world.images.known.has(imageId)).toBe(false)
    expect(world.host().disks.snapshots.size).toBe(0)
    expect(world.host().commands).toContain('snapshot-discard')
  },
)

test('a delete that comes in between ends a snapshot, and its image goes', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await imaging(world)
  world.host().before = async (kind) => {
    if (kind === 'snapshot-make') await moveServer(db(), serverId, 'any', { taskState: 'deleting' })
  }
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(await world.server(serverId)).toMatchObject({ taskState: 'deleting', fault: null })
  expect(world.images.known.has(imageId)).toBe(false)
  expect(world.host().disks.snapshots.size).toBe(0)
})

test('of three backups the rotation keeps the two newest, and those of another type', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId: first, job } = await backingUp(world, 2)
  expect(await world.carryOut(job)).toBeUndefined()
  const weekly = world.images.create({ properties: { instance_uuid: serverId, backup_type: 'weekly' } })
  const second = await backingUp(world, 2, serverId)
  expect(await world.carryOut(second.job)).toBeUndefined()
  const third = await backingUp(world, 2, serverId)
  expect(await world.carryOut(third.job)).toBeUndefined()
  expect([...world.images.known.keys()]).toEqual([weekly.id, second.imageId, third.imageId])
  expect(world.images.known.has(first)).toBe(false)
})

test('a rotation of 0 leaves none', async () => {
  const world = await conductorWorld(db())
  const { serverId, job } = await backingUp(world, 2)
  await world.carryOut(job)
  expect(await world.carryOut((await backingUp(world, 0, serverId)).job)).toBeUndefined()
  expect(world.images.known.size).toBe(0)
  expect(await world.server(serverId)).toMatchObject({ vmState: 'active', taskState: null })
})

test('an image that its owner deleted meanwhile fails the snapshot, and nothing is left', async () => {
  const world = await conductorWorld(db())
  const serverId = await aBuiltServer(world, {
    vmState: 'active',
    power: 'running',
    taskState: 'image_snapshot_pending',
  })
  const job = await world.job('server-create-image', { serverId, imageId: newId<ImageId>() })
  expect(await world.carryOut(job)).toMatchObject({ message: expect.stringContaining('was deleted') })
  expect(await world.server(serverId)).toMatchObject({ vmState: 'active', taskState: null })
})
