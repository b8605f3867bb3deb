import { expect, test } from 'vitest'
import { fakeFacts } from '#driver/fake/fake-facts'
import type { ImageId, ServerId } from '#platform/ids'
import { newId, newRequestId } from '#platform/ids'
import { findHostIdentity, insertHostIdentity } from '#store/host-identity-store'
import { countLostDisks } from '#store/lost-disks'
import { openMigrations } from '#store/migration-store'
import { beginRebuild } from '#store/server-rebuild'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { insertMigration } from '#test/insert-migration'
import { sharedScratch } from '#test/shared-scratch'
import { lostDisks } from './lost-disks.ts'

const db = sharedScratch()

const run = (world: ConductorWorld) => lostDisks.run({ ...world.io, reports: world.reports })

const fault = (id: ServerId) =>
  db()
    .selectFrom('compute.server_fault')
    .select(['code', 'message'])
    .where('server_id', '=', id)
    .orderBy('id', 'desc')
    .execute()

const told = 'The host of this server was set up anew, and its disks are gone. Rebuild the server, or delete it.'

/** A server that has been running for a while on the world's host. */
async function aServer(world: ConductorWorld, columns: Record<string, unknown> = {}): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  const longAgo = new Date(Date.now() - 3_600_000)
  const values = { launched_at: longAgo, updated_at: longAgo, ...columns }
  await db().updateTable('compute.server').set(values).where('id', '=', id).execute()
  return id
}

/** The machine joins under the name that the world's host has had for an hour; where it was set up anew, nothing is on it. */
async function joinAnew(world: ConductorWorld, isReinstalled = true): Promise<void> {
  const { name: hostName, driver, disks } = world.host()
  const anHourAgo = new Date(Date.now() - 3_600_000)
  await db().updateTable('compute.host').set({ created_at: anHourAgo }).where('name', '=', hostName).execute()
  await insertHostIdentity(db(), {
    id: newId<string>(),
    hostName,
    machineId: 'machine-2',
    serial: '01',
    notAfter: new Date(Date.now() + 3_600_000),
    address: '10.0.0.5',
    port: 8790,
    contractVersion: 8,
    agentVersion: '1.0.0',
  })
  if (!isReinstalled) return
  for (const id of driver.guests.keys()) await driver.destroy(id)
  for (const id of await disks.list()) await disks.delete(id)
}

async function beat({ host, reports }: ConductorWorld): Promise<void> {
  const { name: hostName, driver, disks } = host()
  const facts = fakeFacts({ hostname: hostName, vcpus: 8, ramMb: 16_384, diskGb: 100 })
  const identityId = (await findHostIdentity(db(), hostName))?.id
  await reports.heartbeat({
    hostName,
    identityId,
    facts,
    guests: [...(await driver.listGuests())],
    disks: await disks.list(),
  })
}

const hostIdOf = async (world: ConductorWorld, id: ServerId) => (await world.server(id)).hostId!

test.each(['active', 'paused', 'suspended', 'stopped', 'rescued', 'error'])(
  'a server that is %s on a host that comes back without its disks is in error, and its owner is told what to do',
  async (vm_state) => {
    const world = await conductorWorld(db())
    const id = await aServer(world, { vm_state })
    await joinAnew(world)
    // Of what stands there now nothing is known yet.
    expect(await run(world)).toBe(0)
    await beat(world)
    expect(await run(world)).toBe(1)
    expect(await world.server(id)).toMatchObject({ vmState: 'error', powerState: 'shutdown', taskState: null })
    expect(await fault(id)).toEqual([{ code: 500, message: told }])
    expect(await world.holdings(id)).toMatchObject({ ports: ['DOWN'] })
    expect(await countLostDisks(db(), await hostIdOf(world, id))).toBe(1)
    await beat(world)
    expect(await run(world)).toBe(0)
    expect(await fault(id)).toHaveLength(1)
  },
)

test('a machine that joins again with what it had keeps its servers as they are', async () => {
  const world = await conductorWorld(db())
  const [kept, gone] = [await aServer(world), await aServer(world)]
  await joinAnew(world, false)
  await world.host().disks.delete(gone)
  await beat(world)
  await run(world)
  expect([(await world.server(kept)).vmState, (await world.server(gone)).vmState]).toEqual(['active', 'error'])
})

test('disks that are missing on a host which has not joined anew are nothing that anybody concludes from', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  await world.host().disks.delete(id)
  await beat(world)
  expect(await run(world)).toBe(0)
  expect(await world.server(id)).toMatchObject({ vmState: 'active' })
})

test('a server that is built on the host since, or that something is being done to, is left alone', async () => {
  const world = await conductorWorld(db())
  const busy = await aServer(world, { task_state: 'powering-off' })
  await joinAnew(world)
  const fresh = await aServer(world, { launched_at: new Date(Date.now() + 1000) })
  await world.host().disks.delete(fresh)
  await beat(world)
  expect(await run(world)).toBe(0)
  await db().updateTable('compute.server').set({ task_state: null }).where('id', '=', busy).execute()
  expect(await run(world)).toBe(1)
})

test('what lost its disks is rebuilt, and then no more said to have lost them', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world, { vm_state: 'stopped' })
  await joinAnew(world)
  await beat(world)
  await run(world)
  const server = await world.server(id)
  const caller = { userId: server.userId, projectId: server.projectId, isAdmin: false }
  const request = { server, caller, requestId: newRequestId() }
  const job = await db()
    .transaction()
    .execute((trx) => beginRebuild(trx, request, {}, { sealedAdminPass: '', keepEphemeral: false }))
  expect(await world.carryOut(job)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: 'active', powerState: 'running' })
  await beat(world)
  expect(await run(world)).toBe(0)
  expect(await countLostDisks(db(), server.hostId!)).toBe(0)
})

test('a shelved one, whose image is in the cloud, only gives up its place on the host', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world, { vm_state: 'shelved', shelved_image_id: newId<ImageId>() })
  await joinAnew(world)
  await beat(world)
  await run(world)
  for (const job of world.dispatched.splice(0)) expect(await world.carryOut(job)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: 'shelved_offloaded', hostId: null })
  expect(await fault(id)).toEqual([])
})

test('a resize that waited to be confirmed has ended with the disks', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world, { vm_state: 'resized' })
  await insertMigration(db(), await world.server(id))
  await joinAnew(world)
  await beat(world)
  await run(world)
  expect(await world.server(id)).toMatchObject({ vmState: 'error' })
  expect(await openMigrations(db(), id)).toEqual([])
})
