import { expect, test } from 'vitest'
import { failed, invalid } from '#platform/errors'
import { newId, type ImageId } from '#platform/ids'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { moveServer } from '#store/server-store'
import { serverCreate } from './server-create.ts'

const db = sharedScratch()

const building = { vm_state: 'building', task_state: 'scheduling', power_state: 'pending', launched_at: null } as const

async function aBuild(world: ConductorWorld, what: Parameters<ConductorWorld['insertServer']>[0] = {}) {
  const server = await world.insertServer({ ...building, ...what })
  const job = await world.job('server-create', {
    serverId: server.id,
    requestedNetworks: 'auto',
    sealedAdminPass: null,
  })
  return { id: server.id, job }
}

const makeWorld = async () => {
  const world = await conductorWorld(db())
  return asFlowWorld(world, (await aBuild(world)).job)
}

everyStepUnwinds(serverCreate, makeWorld)
everyStepRepeats(serverCreate, makeWorld)

const nothing = {
  isPlaced: false,
  power: 'pending',
  knownPorts: 0,
  claims: [],
  ports: [],
}

test('a server gets a host, a claim, ports, disks and a guest, and is active', async () => {
  const world = await conductorWorld(db())
  const { id, job } = await aBuild(world)
  const tasks: (string | null)[] = []
  world.host().before = async () => void tasks.push((await world.server(id)).taskState)
  expect(await world.carryOut(job)).toBeUndefined()
  expect(tasks).toEqual(['networking', 'block_device_mapping', 'spawning'])
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running', fault: null })
  expect(server).toMatchObject({ hostName: world.host().name, launchedAt: expect.any(Date) })
  expect(await world.holdings(id)).toEqual({
    isPlaced: true,
    power: 'running',
    knownPorts: 1,
    claims: [
      { resource_class: 'DISK_GB', used: 1 },
      { resource_class: 'MEMORY_MB', used: 512 },
      { resource_class: 'VCPU', used: 1 },
    ],
    ports: ['ACTIVE'],
    onHosts: [{ guest: 'running', cards: 1, disk: true, nic: true }],
  })
})

test('without room anywhere the fault counts the reasons', async () => {
  const world = await conductorWorld(db(), 2)
  const flavor = JSON.stringify({ vcpus: 1, ramMb: 65_536, diskGb: 1, ephemeralGb: 0, swapMb: 0, extraSpecs: {} })
  const { id, job } = await aBuild(world, { flavor })
  await world.carryOut(job)
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'error', taskState: null, hostId: null })
  expect(server.fault).toMatchObject({ code: 500, message: expect.stringMatching(/^No valid host was found\. /) })
  expect(server.fault?.message).toContain('2 hosts: needs 64 GB of memory, gives at most 16 GB to one server')
  expect(await world.holdings(id)).toMatchObject(nothing)
})

test('a build that fails on one host is tried on another', async () => {
  const world = await conductorWorld(db(), 2)
  const { id, job } = await aBuild(world)
  const [first, second] = world.hosts
  first!.fails.set('guest-spawn', failed('The emulator is missing.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The emulator is missing.' })
  expect(await world.server(id)).toMatchObject({ vmState: 'active', hostName: second!.name, fault: null })
  expect(await world.holdings(id)).toMatchObject({
    ports: ['ACTIVE'],
    onHosts: [
      { guest: null, disk: false, nic: false },
      { guest: 'running', disk: true, nic: true },
    ],
  })
})

test('a build that fails everywhere says what went wrong, and nothing is left of it', async () => {
  const world = await conductorWorld(db(), 4)
  const { id, job } = await aBuild(world)
  for (const host of world.hosts) host.fails.set('disks-create', failed('The disk is full.'))
  await world.carryOut(job)
  expect(await world.server(id)).toMatchObject({ vmState: 'error', taskState: null, hostId: null })
  expect((await world.server(id)).fault).toMatchObject({ code: 500, message: 'The disk is full.' })
  expect(await world.holdings(id)).toMatchObject(nothing)
  // Three tries, not four, and on no host a second one.
  expect(world.hosts.flatMap(({ commands }) => commands.filter((kind) => kind === 'disks-create'))).toHaveLength(3)
  expect(world.hosts.filter(({ commands }) => commands.length > 0)).toHaveLength(3)
})

test('with one host its own failure is told, not only that there is no other', async () => {
  const world = await conductorWorld(db())
  const { id, job } = await aBuild(world)
  world.host().fails.set('guest-spawn', failed('The emulator is missing.'))
  await world.carryOut(job)
  const { fault } = await world.server(id)
  expect(fault?.message).toContain('failed: The emulator is missing. No other host could take it.')
  expect(fault?.message.length).toBeLessThanOrEqual(255)
})

test('what no other host can mend is not tried there', async () => {
  const world = await conductorWorld(db(), 2)
  const { id, job } = await aBuild(world)
  for (const host of world.hosts) host.fails.set('disks-create', invalid('The image is not what it says.'))
  await world.carryOut(job)
  expect((await world.server(id)).fault).toMatchObject({ code: 400, message: 'The image is not what it says.' })
  expect(world.hosts.filter(({ commands }) => commands.length > 0)).toHaveLength(1)
})

test('a server whose image is gone ends in error and names it', async () => {
  const world = await conductorWorld(db())
  const imageId = newId<ImageId>()
  const { id, job } = await aBuild(world, { image_id: imageId })
  await world.carryOut(job)
  expect((await world.server(id)).fault).toMatchObject({ code: 404, message: `Image ${imageId} could not be found.` })
})

test('a delete that comes in between stops the build, which takes everything back and says nothing', async () => {
  const world = await conductorWorld(db())
  const { id, job } = await aBuild(world)
  world.host().before = async (kind) => {
    if (kind === 'disks-create') await moveServer(db(), id, 'any', { taskState: 'deleting' })
  }
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(await world.server(id)).toMatchObject({ vmState: 'building', taskState: 'deleting' })
  expect(await world.holdings(id)).toMatchObject(nothing)
  const faults = await db().selectFrom('compute.server_fault').where('server_id', '=', id).selectAll().execute()
  expect(faults).toEqual([])
})

test(
  'a hundred servers built at once share the hosts and take no more than there is',
  { timeout: 90_000 },
  async () => {
    const world = await conductorWorld(db(), 4)
    const builds = await Promise.all(Array.from({ length: 100 }, () => aBuild(world)))
    await Promise.all(builds.map(({ job }) => world.carryOut(job)))
    const states = await Promise.all(builds.map(async ({ id }) => (await world.server(id)).vmState))
    expect(states.filter((state) => state === 'active')).toHaveLength(100)
    const used = await world.io.placement.providers()
    for (const { inventories } of used)
      expect(inventories['VCPU']!.used).toBeLessThanOrEqual(inventories['VCPU']!.total * 4)
  },
)
