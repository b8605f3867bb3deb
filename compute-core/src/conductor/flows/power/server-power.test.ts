import { expect, test } from 'vitest'
import { failed } from '#platform/errors'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import type { ServerId } from '#platform/ids'
import { serverReboot } from './server-reboot.ts'
import { serverStart } from './server-start.ts'
import { serverStop } from './server-stop.ts'

const db = sharedScratch()

/** A server that was built here, then put into the given state as the API would have. */
async function aServer(world: ConductorWorld, vmState: 'active' | 'stopped', taskState: string): Promise<ServerId> {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  const power = vmState === 'active' ? 'running' : 'shutdown'
  await world.host().bring(id, power)
  await world.io.network.setPortsStatus(id, vmState === 'active' ? 'ACTIVE' : 'DOWN')
  await db()
    .updateTable('compute.server')
    .set({ vm_state: vmState, power_state: power, task_state: taskState })
    .where('id', '=', id)
    .execute()
  return id
}

const starting = async (world: ConductorWorld) =>
  world.job('server-start', { serverId: await aServer(world, 'stopped', 'powering-on') })
const stopping = async (world: ConductorWorld) =>
  world.job('server-stop', { serverId: await aServer(world, 'active', 'powering-off') })
const rebooting = async (world: ConductorWorld, hard: boolean) =>
  world.job('server-reboot', {
    serverId: await aServer(world, 'active', hard ? 'rebooting_hard' : 'rebooting'),
    hard,
  })

for (const [flow, job] of [
  [serverStart, starting],
  [serverStop, stopping],
  [serverReboot, (world: ConductorWorld) => rebooting(world, false)],
] as const) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    return asFlowWorld(world, await job(world))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test('a started server is active and its ports are up', async () => {
  const world = await conductorWorld(db())
  const job = await starting(world)
  expect(await world.carryOut(job)).toBeUndefined()
  const id = job.subjectId as ServerId
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE'], onHosts: [{ guest: 'running' }] })
})

test('a stopped server keeps its disks, its ports and its claim', async () => {
  const world = await conductorWorld(db())
  const job = await stopping(world)
  expect(await world.carryOut(job)).toBeUndefined()
  const id = job.subjectId as ServerId
  expect(await world.server(id)).toMatchObject({ vmState: 'stopped', taskState: null, powerState: 'shutdown' })
  expect(await world.holdings(id)).toMatchObject({ ports: ['DOWN'], onHosts: [{ guest: 'shutdown', disk: true }] })
})

test.each([
  [false, ['reboot_started'], 'softly'],
  [true, ['reboot_started_hard'], 'the hard way'],
])('a server rebooted %s passes through its tasks to active', async (hard, expected) => {
  const world = await conductorWorld(db())
  const job = await rebooting(world, hard)
  const id = job.subjectId as ServerId
  const tasks: (string | null)[] = []
  world.host().before = async () => void tasks.push((await world.server(id)).taskState)
  expect(await world.carryOut(job)).toBeUndefined()
  expect(tasks).toEqual(expected)
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, powerState: 'running' })
})

test.each([
  ['server-start', starting, 'guest-power-on', 'stopped'],
  ['server-stop', stopping, 'guest-power-off', 'active'],
  ['server-reboot', (world: ConductorWorld) => rebooting(world, false), 'guest-reboot', 'active'],
] as const)('%s that fails gives the server back as it was, with a fault', async (_slug, jobFor, kind, vmState) => {
  const world = await conductorWorld(db())
  const job = await jobFor(world)
  const id = job.subjectId as ServerId
  world.host().fails.set(kind, failed('The host refuses.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(id)).toMatchObject({ vmState, taskState: null })
  const faults = await db().selectFrom('compute.server_fault').where('server_id', '=', id).select('message').execute()
  expect(faults).toEqual([{ message: 'The host refuses.' }])
  const actions = await db()
    .selectFrom('compute.instance_action')
    .where('server_id', '=', id)
    .where('request_id', '=', job.requestId)
    .select('message')
    .execute()
  expect(actions).toEqual([{ message: 'Error' }])
})

test('a hard reboot preempts a soft one, which then keeps its hands off', async () => {
  const world = await conductorWorld(db())
  const job = await rebooting(world, false)
  const id = job.subjectId as ServerId
  await db().updateTable('compute.server').set({ task_state: 'rebooting_hard' }).where('id', '=', id).execute()
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: 'rebooting_hard' })
})
