import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { fakeFacts } from '#driver/fake/fake-facts'
import type { ImageId, ServerId } from '#platform/ids'
import { newId, newRequestId } from '#platform/ids'
import { findHostIdentity, insertHostIdentity } from '#store/host-identity-store'
import type { StandsThere } from '#store/host-store'
import { countLostDisks } from '#store/lost-disks'
import { recordFault } from '#store/server-fault-store'
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

const told = expect.stringMatching(
  /^The host of this server was set up anew and does not have the disks .* without your data\.$/,
)

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

/** A minute ago the machine joined under the name that the world's host has had for an hour; where it was set up anew, nothing is on it. */
async function joinAnew(world: ConductorWorld, isReinstalled = true): Promise<void> {
  const { name: hostName, driver, disks } = world.host()
  const anHourAgo = new Date(Date.now() - 3_600_000)
  const known = { created_at: anHourAgo, last_seen_at: anHourAgo }
  await db().updateTable('compute.host').set(known).where('name', '=', hostName).execute()
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
  await joinedAgo(hostName, 60)
  if (!isReinstalled) return
  for (const id of driver.guests.keys()) await driver.destroy(id)
  for (const id of await disks.list()) await disks.delete(id)
}

const joinedAgo = (hostName: string, seconds: number) =>
  sql`update compute.host_identity set joined_at = now() - ${seconds} * interval '1 second' where host_name = ${hostName}`.execute(
    db(),
  )

/** The host reports what stands on it, or what it is said to, and since then nothing has been done with its servers for a while. */
async function beat({ host, reports }: ConductorWorld, standing: Partial<StandsThere> = {}): Promise<void> {
  const { name: hostName, driver, disks } = host()
  const facts = fakeFacts({ hostname: hostName, vcpus: 8, ramMb: 16_384, diskGb: 100 })
  const identityId = (await findHostIdentity(db(), hostName))?.id
  const guests = [...(standing.guests ?? (await driver.listGuests()))]
  await reports.heartbeat({ hostName, identityId, facts, guests, disks: standing.disks ?? (await disks.list()) })
  await sql`
    update compute.server set updated_at = now() - interval '1 minute'
    where host_id = (select id from compute.host where name = ${hostName})`.execute(db())
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
  await world.host().driver.destroy(gone)
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
  const fresh = await aServer(world, { launched_at: new Date(Date.now() + 3_600_000) })
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
  const { status } = await db()
    .selectFrom('compute.migration')
    .select('status')
    .where('server_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(status).toBe('error')
})

test('a server whose guest runs is left alone, wherever the agent looks for disks', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  await joinAnew(world, false)
  await world.host().disks.delete(id)
  await beat(world)
  expect(await run(world)).toBe(0)
  expect(await world.server(id)).toMatchObject({ vmState: 'active', powerState: 'running' })
  expect(await countLostDisks(db(), await hostIdOf(world, id))).toBe(0)
})

test('nothing is concluded from what a host reports that has just joined', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  await joinAnew(world)
  await joinedAgo(world.host().name, 5)
  await beat(world)
  expect(await run(world)).toBe(0)
  expect(await world.server(id)).toMatchObject({ vmState: 'active' })
})

test.each([
  ['active', 'running', 'active', 'ACTIVE'],
  ['active', undefined, 'stopped', 'DOWN'],
  ['paused', 'paused', 'paused', 'DOWN'],
  ['error', undefined, 'error', 'DOWN'],
] as const)(
  'where the disks of a server that was %s show up, with its guest %s, it is %s and nothing is said of them any more',
  async (vm_state, power, is, ports) => {
    const world = await conductorWorld(db())
    const id = await aServer(world, { vm_state })
    await joinAnew(world)
    await beat(world)
    await run(world)
    expect(await world.server(id)).toMatchObject({ vmState: 'error' })
    await beat(world, { guests: new Map(power && [[id, power]]), disks: [id] })
    expect(await run(world)).toBe(1)
    const expected = { vmState: is, powerState: power ?? 'shutdown', taskState: null, oldVmState: null }
    expect(await world.server(id)).toMatchObject(expected)
    expect(await fault(id)).toEqual([])
    expect(await world.holdings(id)).toMatchObject({ ports: [ports] })
  },
)

test('one whose rebuild has failed since keeps what that says', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  await joinAnew(world)
  await beat(world)
  await run(world)
  await recordFault(db(), id, new Error('The rebuild has failed.'), newRequestId())
  await beat(world, { disks: [id] })
  expect(await run(world)).toBe(0)
  expect(await world.server(id)).toMatchObject({ vmState: 'error' })
})

test.each(['active', 'shelved'])(
  'a server that was %s and is rebuilt while its turn comes is left alone',
  async (vm_state) => {
    const world = await conductorWorld(db())
    const id = await aServer(world, { vm_state, shelved_image_id: vm_state === 'shelved' ? newId<ImageId>() : null })
    await joinAnew(world)
    await beat(world)
    const waiting = () => sql`select from pg_locks where not granted`.execute(db()).then(({ rows }) => rows.length)
    let looked!: Promise<unknown>
    await db()
      .transaction()
      .execute(async (trx) => {
        await trx.updateTable('compute.server').set({ updated_at: new Date() }).where('id', '=', id).execute()
        looked = run(world)
        await expect.poll(waiting).toBeGreaterThan(0)
      })
    await looked
    expect(await world.server(id)).toMatchObject({ vmState: vm_state, taskState: null })
    expect(await fault(id)).toEqual([])
  },
)

test('a process that ends before the ports are told leaves all of it to the next look', async () => {
  const world = await conductorWorld(db())
  const id = await aServer(world)
  await joinAnew(world)
  await beat(world)
  const network = { ...world.io.network, setPortsStatus: () => Promise.reject(new Error('It ends here.')) }
  await expect(lostDisks.run({ ...world.io, network, reports: world.reports })).rejects.toThrow('It ends here.')
  expect(await world.server(id)).toMatchObject({ vmState: 'active' })
  expect(await run(world)).toBe(1)
  expect(await world.server(id)).toMatchObject({ vmState: 'error' })
  expect(await world.holdings(id)).toMatchObject({ ports: ['DOWN'] })
})
