import { beforeEach, expect, test } from 'vitest'
import { changeHostState } from '#platform/host-state/host-state'
import type { PortId, ServerId } from '#platform/ids'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'
import { moveServer } from '#store/server-store'
import { changedPorts } from './changed-ports.ts'

const db = sharedScratch()

beforeEach(() => db().deleteFrom('network.changed_server').execute())

const run = (world: ConductorWorld) => changedPorts.run({ ...world.io, reports: world.reports })

/** A server that runs, and its only port. */
async function aRunningServer(world: ConductorWorld): Promise<{ id: ServerId; portId: PortId }> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  return { id, portId: (await world.server(id)).networkInfo[0]!.portId }
}

/** What the network service does when somebody changes the port over its API; without `columns` it deletes it. */
async function change(serverId: ServerId, portId: PortId, columns?: object): Promise<void> {
  const { binding_host } = await db()
    .selectFrom('network.port')
    .select('binding_host')
    .where('id', '=', portId)
    .executeTakeFirstOrThrow()
  await db().insertInto('network.changed_server').values({ server_id: serverId }).execute()
  await changeHostState(db(), [{ hostName: binding_host, subjectId: serverId }])
  if (columns) await db().updateTable('network.port').set(columns).where('id', '=', portId).execute()
  else await db().deleteFrom('network.port').where('id', '=', portId).execute()
}

const changed = async (world: ConductorWorld) => (await world.io.network.changedServers()).map((one) => one.serverId)
const cardsOf = (world: ConductorWorld, id: ServerId) => world.host().driver.specOf(id)!.nics

test('a port that was deleted takes its card out of the guest, and the server forgets it', async () => {
  const world = await conductorWorld(db())
  const { id, portId } = await aRunningServer(world)
  await change(id, portId)
  for (let time = 0; time < 2; time++) await run(world)
  expect(cardsOf(world, id)).toEqual([])
  expect((await world.server(id)).networkInfo).toEqual([])
  expect(await world.holdings(id)).toMatchObject({ ports: [], onHosts: [{ cards: 0, nic: false }] })
  expect(await changed(world)).not.toContain(id)
})

test('a port that lets through something else now does so at its guest, and carries nothing while it is down', async () => {
  const world = await conductorWorld(db())
  const { id, portId } = await aRunningServer(world)
  await change(id, portId, { in_default_group: false, admin_state_up: false })
  await run(world)
  expect(cardsOf(world, id)).toMatchObject([{ portId, filter: 'closed', isDown: true }])
  expect((await world.server(id)).networkInfo).toMatchObject([{ portId, filter: 'closed', isDown: true }])
  expect(await world.holdings(id)).toMatchObject({ ports: ['DOWN'] })
  await change(id, portId, { in_default_group: true, admin_state_up: true })
  await run(world)
  expect(cardsOf(world, id)[0]).not.toHaveProperty('isDown')
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE'] })
})

test('what is changed while something else is under way, or cannot be told, is told later', async () => {
  const world = await conductorWorld(db())
  const { id, portId } = await aRunningServer(world)
  await change(id, portId, { in_default_group: false })
  await moveServer(db(), id, 'any', { taskState: 'powering-off' })
  await run(world)
  expect(cardsOf(world, id)).toMatchObject([{ filter: 'open' }])
  await moveServer(db(), id, 'any', { taskState: null })
  world.host().fails.set('desired-state', new Error('The host is busy.'))
  await run(world)
  expect(await changed(world)).toContain(id)
  world.host().fails.delete('desired-state')
  await run(world)
  expect(cardsOf(world, id)).toMatchObject([{ filter: 'closed' }])
  expect(await changed(world)).not.toContain(id)
})

test('a guest that does not let go of a card holds up no other server', async () => {
  const world = await conductorWorld(db())
  const [stuck, other] = [await aRunningServer(world), await aRunningServer(world)]
  world.host().fails.set('guest-detach-nic', new Error('The guest does not let go.'))
  await change(stuck.id, stuck.portId)
  await change(other.id, other.portId, { in_default_group: false })
  await run(world)
  expect(cardsOf(world, other.id)).toMatchObject([{ filter: 'closed' }])
  expect(await changed(world)).toEqual([stuck.id])
  expect((await world.server(stuck.id)).networkInfo).toHaveLength(1)
  world.host().fails.delete('guest-detach-nic')
  await run(world)
  expect(cardsOf(world, stuck.id)).toEqual([])
  expect(await changed(world)).toEqual([])
})

test('an agent of the contract before is told what has changed, and its guest with it', async () => {
  const world = await conductorWorld(db())
  const { id, portId } = await aRunningServer(world)
  const facts = { ...(await world.host().driver.facts()), contractVersion: 7 }
  await world.reports.heartbeat({ hostName: world.host().name, facts, guests: [[id, 'running']], disks: [id] })
  await change(id, portId, { in_default_group: false })
  await run(world)
  expect(world.host().commands.at(-1)).toBe('guest-update-nics')
  expect(cardsOf(world, id)).toMatchObject([{ portId, filter: 'closed' }])
})
