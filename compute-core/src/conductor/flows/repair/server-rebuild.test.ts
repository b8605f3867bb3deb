import { expect, test } from 'vitest'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import { failed } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import type { ServerRebuildParams } from '#store/server-jobs'
import { aBuiltServer } from '#test/a-built-server'
import { anImageSummary } from '#test/an-image-summary'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverRebuild } from './server-rebuild.ts'

const db = sharedScratch()
const [before, after] = [anImageSummary(), anImageSummary()]

async function aWorld(): Promise<ConductorWorld> {
  const world = await conductorWorld(db())
  for (const image of [before, after]) world.images.known.set(image.id, image)
  return world
}

interface Rebuilt {
  vmState?: VmState
  power?: PowerState
  params?: Partial<ServerRebuildParams>
  properties?: Record<string, string>
}

/** A server that the API has just begun to rebuild from another image under another name. */
async function rebuilding(world: ConductorWorld, what: Rebuilt = {}) {
  const { vmState = 'active', power = 'running', params, properties = {} } = what
  const serverId = await aBuiltServer(world, {
    vmState,
    power,
    taskState: 'rebuilding',
    columns: { image_id: after.id, image_properties: JSON.stringify(properties), name: 'after' },
  })
  return world.job('server-rebuild', {
    serverId,
    sealedAdminPass: 'sealed',
    keepEphemeral: false,
    imageChanged: true,
    previous: { imageId: before.id, imageProperties: { hw_disk_bus: 'scsi' }, name: 'before' },
    ...params,
  })
}

const makeWorld = async () => {
  const world = await aWorld()
  return asFlowWorld(world, await rebuilding(world))
}
everyStepUnwinds(serverRebuild, makeWorld)
everyStepRepeats(serverRebuild, makeWorld)

test.each<[VmState, PowerState]>([
  ['active', 'running'],
  ['error', 'shutdown'],
])('a server that was %s is active with new disks, its ports and its claim', async (vmState, power) => {
  const world = await aWorld()
  const job = await rebuilding(world, { vmState, power })
  const id = job.subjectId as ServerId
  const tasks: (string | null)[] = []
  world.host().commands.length = 0
  world.host().before = async () => void tasks.push((await world.server(id)).taskState)
  const held = await world.holdings(id)
  expect(await world.carryOut(job)).toBeUndefined()
  expect(world.host().commands).toEqual(['guest-power-off', 'disks-rebuild', 'guest-spawn'])
  expect(tasks).toEqual(['rebuilding', 'rebuild_block_device_mapping', 'rebuild_spawning'])
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running', name: 'after' })
  expect(server.launchedAt!.getTime()).toBeGreaterThan(Date.now() - 60_000)
  expect(await world.holdings(id)).toEqual({
    ...(held as object),
    power: 'running',
    ports: ['ACTIVE'],
    onHosts: [{ guest: 'running', cards: 1, disk: true, nic: true }],
  })
})

test('a stopped server runs once with its new disks and is stopped again', async () => {
  const world = await aWorld()
  const job = await rebuilding(world, { vmState: 'stopped', power: 'shutdown' })
  const id = job.subjectId as ServerId
  const seen: string[] = []
  world.host().before = async (kind) => {
    const { vmState, taskState } = await world.server(id)
    seen.push(`${kind} ${vmState} ${taskState}`)
  }
  expect(await world.carryOut(job)).toBeUndefined()
  expect(seen.slice(-2)).toEqual(['guest-spawn stopped rebuild_spawning', 'guest-power-off active powering-off'])
  expect(await world.server(id)).toMatchObject({ vmState: 'stopped', taskState: null, powerState: 'shutdown' })
  expect(await world.holdings(id)).toMatchObject({ ports: ['DOWN'], onHosts: [{ guest: 'shutdown' }] })
})

test.each<[VmState, PowerState]>([
  ['active', 'running'],
  ['stopped', 'shutdown'],
])('disks that cannot be made leave a server that was %s with its own, and all that it was', async (vmState, power) => {
  const world = await aWorld()
  const job = await rebuilding(world, { vmState, power })
  const id = job.subjectId as ServerId
  world.host().fails.set('disks-rebuild', failed('The host refuses.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(id)).toMatchObject({
    vmState,
    taskState: null,
    powerState: power,
    name: 'before',
    imageId: before.id,
    imageProperties: { hw_disk_bus: 'scsi' },
  })
  expect(await world.holdings(id)).toMatchObject({ onHosts: [{ guest: power }] })
})

test('a host that cannot run the new image is not touched: the server is in error, with its old image', async () => {
  const world = await aWorld()
  const job = await rebuilding(world, { properties: { hw_architecture: 's390x' } })
  const id = job.subjectId as ServerId
  world.host().commands.length = 0
  expect((await world.carryOut(job))?.message).toMatch(/No valid host.*s390x/)
  expect(world.host().commands).toEqual([])
  expect(await world.server(id)).toMatchObject({ vmState: 'error', powerState: 'running', imageId: before.id })
})

test('the same image is not asked about again', async () => {
  const world = await aWorld()
  const params = { imageChanged: false, previous: {} }
  const job = await rebuilding(world, { properties: { hw_architecture: 's390x' }, params })
  expect(await world.carryOut(job)).toBeUndefined()
})

test('a guest that does not start from its new disks leaves the server in error as it was to be', async () => {
  const world = await aWorld()
  const job = await rebuilding(world)
  const id = job.subjectId as ServerId
  world.host().fails.set('guest-spawn', failed('The host refuses.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host refuses.' })
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'error', taskState: null, powerState: 'shutdown', imageId: after.id })
  expect(server.fault).toMatchObject({ message: 'The host refuses.' })
})
