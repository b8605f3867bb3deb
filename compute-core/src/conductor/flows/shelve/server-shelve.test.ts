import type { Updateable } from 'kysely'
import { expect, test } from 'vitest'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import type { ComputeServer } from '#platform/db/schema'
import { failed } from '#platform/errors'
import type { ImageId, ServerId } from '#platform/ids'
import { moveServer } from '#store/server-store'
import type { ServerUnshelveParams } from '#store/server-jobs'
import { aBuiltServer } from '#test/a-built-server'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverShelve } from './server-shelve.ts'
import { serverShelveOffload } from './server-shelve-offload.ts'
import { serverUnshelve } from './server-unshelve.ts'

const db = sharedScratch()

/** A server that somebody shelves; with `keepsHost` it does not give its host up. */
async function shelving(world: ConductorWorld, { vmState = 'active', power = 'running', keepsHost = false } = {}) {
  world.io.settings = { ...world.io.settings, shelved_offload_time: keepsHost ? -1 : 0 }
  const what = { vmState: vmState as VmState, power: power as PowerState, taskState: 'shelving' }
  const serverId = await aBuiltServer(world, what)
  const { id: imageId } = world.images.create({ properties: { instance_uuid: serverId } })
  return { serverId, imageId, job: await world.job('server-shelve', { serverId, imageId }) }
}

const set = (id: ServerId, columns: Updateable<ComputeServer>) =>
  db().updateTable('compute.server').set(columns).where('id', '=', id).execute()

async function shelved(world: ConductorWorld, { keepsHost }: { keepsHost: boolean }) {
  const { serverId, imageId, job } = await shelving(world, { keepsHost })
  expect(await world.carryOut(job)).toBeUndefined()
  return { serverId, imageId }
}

async function offloading(world: ConductorWorld) {
  const { serverId } = await shelved(world, { keepsHost: true })
  await set(serverId, { task_state: 'shelving_offloading' })
  return { serverId, job: await world.job('server-shelve-offload', { serverId }) }
}

async function unshelving(
  world: ConductorWorld,
  { keepsHost = false, ...params }: { keepsHost?: boolean } & Omit<ServerUnshelveParams, 'serverId'> = {},
) {
  const { serverId, imageId } = await shelved(world, { keepsHost })
  await set(serverId, { task_state: 'unshelving' })
  for (const host of world.hosts) host.commands.length = 0
  return { serverId, imageId, job: await world.job('server-unshelve', { serverId, ...params }) }
}

const flows = [
  [serverShelve, (world: ConductorWorld) => shelving(world)],
  [serverShelveOffload, offloading],
  [serverUnshelve, (world: ConductorWorld) => unshelving(world)],
  [serverUnshelve, (world: ConductorWorld) => unshelving(world, { keepsHost: true })],
] as const

for (const [flow, begin] of flows) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    return asFlowWorld(world, (await begin(world)).job)
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test('a shelved server becomes an image, gives its host up at once and keeps its port', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await shelving(world)
  const before = await world.server(serverId)
  const tasks = new Set<string | null>()
  world.host().before = async () => void tasks.add((await world.server(serverId)).taskState)
  world.host().commands.length = 0
  expect(await world.carryOut(job)).toBeUndefined()
  expect([...tasks]).toEqual([
    'shelving',
    'shelving_image_pending_upload',
    'shelving_image_uploading',
    'shelving_offloading',
  ])
  expect(world.host().commands).toEqual([
    'guest-power-off',
    'snapshot-make',
    'snapshot-upload',
    'guest-destroy',
    'desired-state',
    'disks-delete',
  ])
  const server = await world.server(serverId)
  expect(server).toMatchObject({ vmState: 'shelved_offloaded', taskState: null, hostName: null, fault: null })
  expect(server).toMatchObject({ availabilityZone: null, shelvedImageId: imageId, imageId: before.imageId })
  expect(server.networkInfo).toEqual(before.networkInfo)
  expect(await world.holdings(serverId)).toEqual({
    isPlaced: false,
    power: 'shutdown',
    knownPorts: 1,
    claims: [],
    ports: ['DOWN'],
    onHosts: [{ guest: null, disk: false, nic: false }],
  })
  expect(world.images.known.get(imageId)).toMatchObject({ status: 'active' })
  expect(await bindingsOf(serverId)).toEqual([''])
})

test('an unshelving that a soft delete preempts gives back all that it took, for the delete waits', async () => {
  const world = await conductorWorld(db())
  const { serverId, job } = await unshelving(world)
  const before = await world.holdings(serverId)
  world.host().before = async (kind) => {
    if (kind === 'guest-spawn') await set(serverId, { task_state: 'soft-deleting' })
  }
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved_offloaded', taskState: 'soft-deleting' })
  expect(await world.holdings(serverId)).toEqual(before)
})

test('an unshelving whose server is reset leaves it the guest, its disks and its host', async () => {
  const world = await conductorWorld(db())
  const { serverId, job } = await unshelving(world)
  world.host().before = async (kind) => {
    if (kind === 'guest-spawn') await set(serverId, { vm_state: 'active', task_state: null })
  }
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  const onHosts = [{ guest: 'running', disk: true, nic: true }]
  expect(await world.holdings(serverId)).toMatchObject({ isPlaced: true, onHosts })
})

test('where offloading waits, a shelved server keeps its place until it is offloaded', async () => {
  const world = await conductorWorld(db())
  const { serverId } = await shelved(world, { keepsHost: true })
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved', hostName: world.host().name })
  expect(await world.holdings(serverId)).toMatchObject({ onHosts: [{ guest: 'shutdown', disk: true, nic: true }] })
  await set(serverId, { task_state: 'shelving_offloading' })
  expect(await world.carryOut(await world.job('server-shelve-offload', { serverId }))).toBeUndefined()
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved_offloaded', hostName: null })
})

test.each([
  ['stopped', 'shutdown'],
  ['paused', 'paused'],
  ['suspended', 'suspended'],
])('a server that is %s is shelved without waiting for its guest', async (vmState, power) => {
  const world = await conductorWorld(db())
  const { serverId, job } = await shelving(world, { vmState, power })
  const graces: number[] = []
  const { agents } = world.io
  world.io.agents = (host) => ({
    ...agents(host),
    async command(kind, id, params) {
      if (kind === 'guest-power-off') graces.push((params as { graceMs: number }).graceMs)
      return agents(host).command(kind, id, params)
    },
  })
  expect(await world.carryOut(job)).toBeUndefined()
  expect(graces).toEqual([0])
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved_offloaded', taskState: null })
})

test('a server that could not be shelved runs again, and its image is gone', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await shelving(world)
  world.host().fails.set('snapshot-upload', failed('The image store is full.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The image store is full.' })
  expect(await world.server(serverId)).toMatchObject({ vmState: 'active', taskState: null, shelvedImageId: null })
  expect(await world.holdings(serverId)).toMatchObject({ onHosts: [{ guest: 'running', disk: true, nic: true }] })
  expect(world.images.known.has(imageId)).toBe(false)
})

test('a paused server that could not be shelved is stopped: its guest was switched off', async () => {
  const world = await conductorWorld(db())
  const { serverId, job } = await shelving(world, { vmState: 'paused', power: 'paused' })
  world.host().fails.set('snapshot-make', failed('The disk is full.'))
  await world.carryOut(job)
  expect(await world.server(serverId)).toMatchObject({ vmState: 'stopped', taskState: null, powerState: 'shutdown' })
})

test('an offloading that fails leaves the server shelved, to be offloaded again', async () => {
  const world = await conductorWorld(db())
  const { serverId, job } = await offloading(world)
  world.host().fails.set('disks-delete', failed('The host is away.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host is away.' })
  expect(await world.server(serverId)).toMatchObject({
    vmState: 'shelved',
    taskState: null,
    hostName: world.host().name,
  })
  world.host().fails.clear()
  await set(serverId, { task_state: 'shelving_offloading' })
  expect(await world.carryOut(await world.job('server-shelve-offload', { serverId }))).toBeUndefined()
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved_offloaded', hostName: null })
})

test('an offloaded server comes back on another host with the same port, and its image goes', async () => {
  const world = await conductorWorld(db(), 2)
  const { serverId, imageId, job } = await unshelving(world)
  const { networkInfo } = await world.server(serverId)
  const second = world.hosts[1]
  const params = { serverId, requestedHost: second!.name }
  expect(await world.carryOut({ ...job, params })).toBeUndefined()
  const server = await world.server(serverId)
  expect(server).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running', hostName: second!.name })
  expect(server).toMatchObject({ shelvedImageId: null, shelvedAt: null, networkInfo })
  expect(second!.commands).toEqual(['desired-state', 'disks-create', 'guest-spawn'])
  expect(await world.holdings(serverId)).toMatchObject({
    claims: [{ resource_class: 'DISK_GB' }, { resource_class: 'MEMORY_MB' }, { resource_class: 'VCPU' }],
    ports: ['ACTIVE'],
  })
  expect(await bindingsOf(serverId)).toEqual([second!.name])
  expect(world.images.known.has(imageId)).toBe(false)
})

test('its disk is made from the image on the shelf, and the image that it was made from first stays its own', async () => {
  const world = await conductorWorld(db())
  const original = world.images.create({})
  world.images.write(original.id)
  const { serverId, imageId, job } = await unshelving(world)
  await set(serverId, { image_id: original.id })
  const images: unknown[] = []
  const { agents } = world.io
  world.io.agents = (host) => ({
    ...agents(host),
    async command(kind, id, params) {
      if (kind === 'disks-create' || kind === 'guest-spawn')
        images.push([kind, (params as { image: { id: ImageId } | null }).image?.id])
      return agents(host).command(kind, id, params)
    },
  })
  expect(await world.carryOut(job)).toBeUndefined()
  expect(images).toEqual([
    ['disks-create', imageId],
    ['guest-spawn', original.id],
  ])
  expect(await world.server(serverId)).toMatchObject({ imageId: original.id })
})

test('a shelved server that has kept its place is started there', async () => {
  const world = await conductorWorld(db(), 2)
  const { serverId, imageId, job } = await unshelving(world, { keepsHost: true })
  const tasks: (string | null)[] = []
  const { hostName, launchedAt } = await world.server(serverId)
  const host = world.host(hostName!)
  host.before = async () => void tasks.push((await world.server(serverId)).taskState)
  expect(await world.carryOut(job)).toBeUndefined()
  expect(host.commands).toEqual(['desired-state', 'guest-power-on'])
  expect(tasks).toEqual(['unshelving', 'powering-on'])
  expect(await world.server(serverId)).toMatchObject({ vmState: 'active', hostName, launchedAt, shelvedImageId: null })
  expect(world.images.known.has(imageId)).toBe(false)
})

test('without its image an offloaded server is in error', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await unshelving(world)
  world.images.known.delete(imageId)
  await world.carryOut(job)
  const server = await world.server(serverId)
  expect(server).toMatchObject({ vmState: 'error', taskState: null, hostName: null })
  expect(server.fault).toMatchObject({ code: 404, message: `Image ${imageId} could not be found.` })
})

test('without room anywhere it stays on the shelf, and shows no fault', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await unshelving(world, { zone: 'nowhere' })
  expect(await world.carryOut(job)).toMatchObject({ message: expect.stringContaining('No valid host') })
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved_offloaded', taskState: null, hostName: null })
  const faults = await db().selectFrom('compute.server_fault').select('id').where('server_id', '=', serverId).execute()
  expect(faults).toEqual([])
  expect(world.images.known.has(imageId)).toBe(true)
})

test('a guest that cannot be spawned leaves the server on the shelf, on no host', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId, job } = await unshelving(world)
  world.host().fails.set('guest-spawn', failed('The emulator is missing.'))
  await world.carryOut(job)
  expect(await world.server(serverId)).toMatchObject({ vmState: 'shelved_offloaded', taskState: null, hostName: null })
  expect(await world.holdings(serverId)).toMatchObject({ claims: [], onHosts: [{ guest: null, disk: false }] })
  expect(await bindingsOf(serverId)).toEqual([''])
  expect(world.images.known.has(imageId)).toBe(true)
})

test('a zone that was asked for is the one that the server is bound to; null lets it go anywhere', async () => {
  const world = await conductorWorld(db())
  const zone = world.io.settings.default_availability_zone
  const bound = await unshelving(world, { zone })
  await set(bound.serverId, { pinned_zone: null })
  expect(await world.carryOut(bound.job)).toBeUndefined()
  expect(await world.server(bound.serverId)).toMatchObject({ pinnedZone: zone, availabilityZone: zone })
  const free = await unshelving(world, { zone: null })
  await world.carryOut(free.job)
  expect(await world.server(free.serverId)).toMatchObject({ pinnedZone: null })
})

test('a shelved server that is deleted takes its image along', async () => {
  const world = await conductorWorld(db())
  const { serverId, imageId } = await shelved(world, { keepsHost: false })
  await moveServer(db(), serverId, 'any', { taskState: 'deleting' })
  expect(await world.carryOut(await world.job('server-delete', { serverId }))).toBeUndefined()
  expect(world.images.known.has(imageId)).toBe(false)
  expect(await bindingsOf(serverId)).toEqual([])
})

const bindingsOf = async (serverId: ServerId) =>
  (await db().selectFrom('network.port').select('binding_host').where('device_id', '=', serverId).execute()).map(
    ({ binding_host }) => binding_host,
  )
