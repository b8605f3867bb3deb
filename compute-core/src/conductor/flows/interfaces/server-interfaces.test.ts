import { expect, test } from 'vitest'
import { failed } from '#platform/errors'
import { newId, type PortId, type ServerId } from '#platform/ids'
import { moveServer } from '#store/server-store'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverAttachInterface } from './server-attach-interface.ts'
import { serverDetachInterface } from './server-detach-interface.ts'

const db = sharedScratch()

async function aServer(world: ConductorWorld): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  await world.carryOut(
    await world.job('server-create', { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null }),
  )
  return id
}

const attaching = (world: ConductorWorld, serverId: ServerId, what: object = {}) =>
  world.job('server-attach-interface', { serverId, newPortId: newId<PortId>(), ...what })

async function detaching(world: ConductorWorld, serverId: ServerId) {
  const portId = (await world.server(serverId)).networkInfo[0]!.portId
  return world.job('server-detach-interface', { serverId, portId })
}

for (const [flow, job] of [
  [serverAttachInterface, attaching],
  [serverDetachInterface, detaching],
] as const) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    return asFlowWorld(world, await job(world, await aServer(world)))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

/** The ports that the guest has cards for, in their order. */
const cardsOf = (world: ConductorWorld, id: ServerId) =>
  world
    .host()
    .driver.specOf(id)!
    .nics.map(({ portId }) => portId as PortId)

/** A port that somebody has made, on the server's first network. */
async function aPort(world: ConductorWorld, serverId: ServerId): Promise<PortId> {
  const { networkId } = (await world.server(serverId)).networkInfo[0]!
  const id = newId<PortId>()
  await db()
    .insertInto('network.port')
    .values({ id, network_id: networkId, project_id: world.projectId, mac_address: 'fa:16:3e:00:00:99' })
    .execute()
  const [subnet] = await db().selectFrom('network.subnet').select('id').where('network_id', '=', networkId).execute()
  const { cidr } = (await world.server(serverId)).networkInfo[0]!.fixedIps[0]!
  const ip_address = cidr.replace(/0\/24$/, '77')
  await db().insertInto('network.port_address').values({ port_id: id, subnet_id: subnet!.id, ip_address }).execute()
  return id
}

test('an attached port comes last, carries, and keeps its tag', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const job = await attaching(world, id, { tag: 'public' })
  expect(await world.carryOut(job)).toBeUndefined()
  expect(world.host().commands.at(-1)).toBe('guest-attach-nic')
  const { networkInfo, taskState } = await world.server(id)
  expect(networkInfo).toHaveLength(2)
  expect(networkInfo[1]).toMatchObject({ portId: job.params['newPortId'], tag: 'public', madeForServer: true })
  expect(taskState).toBeNull()
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE', 'ACTIVE'] })
  expect(cardsOf(world, id)).toEqual(networkInfo.map(({ portId }) => portId))
  expect(await world.carryOut(await attaching(world, id))).toBeUndefined()
  expect((await world.server(id)).networkInfo.map(({ tag }) => tag)).toEqual([undefined, 'public', undefined])
})

test('a detached port that was made for the server is deleted, one that the user brought is freed', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const brought = await aPort(world, id)
  expect(await world.carryOut(await attaching(world, id, { requested: { portId: brought } }))).toBeUndefined()
  for (const portId of (await world.server(id)).networkInfo.map((port) => port.portId))
    expect(await world.carryOut(await world.job('server-detach-interface', { serverId: id, portId }))).toBeUndefined()
  expect((await world.server(id)).networkInfo).toEqual([])
  expect(await world.holdings(id)).toMatchObject({ ports: [], onHosts: [{ cards: 0, nic: false }] })
  const freed = await db().selectFrom('network.port').selectAll().where('id', '=', brought).executeTakeFirstOrThrow()
  expect(freed).toMatchObject({ device_id: '', status: 'DOWN' })
})

test('a card that cannot be plugged leaves no port, and the reason', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const before = await world.holdings(id)
  world.host().fails.set('guest-attach-nic', failed('No more slots.'))
  const job = await attaching(world, id)
  expect(await world.carryOut(job)).toMatchObject({ message: 'No more slots.' })
  expect(await world.holdings(id)).toEqual(before)
  const faults = await db().selectFrom('compute.server_fault').select('message').where('server_id', '=', id).execute()
  expect(faults).toEqual([{ message: 'No more slots.' }])
})

test('a port that is taken by another server meanwhile is not taken from it', async () => {
  const world = await conductorWorld(db())
  const [id, other] = [await aServer(world), await aServer(world)]
  const port = await aPort(world, id)
  expect(await world.carryOut(await attaching(world, other, { requested: { portId: port } }))).toBeUndefined()
  expect(await world.carryOut(await attaching(world, id, { requested: { portId: port } }))).toMatchObject({
    message: expect.stringContaining('still in use'),
  })
  expect((await world.server(other)).networkInfo.map(({ portId }) => portId)).toContain(port)
})

test('two attachments at once are both there', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const jobs = [await attaching(world, id), await attaching(world, id)]
  await Promise.all(jobs.map((job) => world.carryOut(job)))
  const { networkInfo } = await world.server(id)
  expect(networkInfo).toHaveLength(3)
  expect(cardsOf(world, id).toSorted()).toEqual(networkInfo.map(({ portId }) => portId).toSorted())
})

test('nothing is attached to a server that is being deleted', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  const job = await attaching(world, id)
  await moveServer(db(), id, 'any', { taskState: 'deleting' })
  expect(await world.carryOut(job)).toMatchObject({ message: expect.stringContaining('is being deleted') })
  expect(world.host().commands).not.toContain('guest-attach-nic')
})
