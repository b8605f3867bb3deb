import { expect, test } from 'vitest'
import { CloudError, failed } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverPause } from './server-pause.ts'
import { serverResume } from './server-resume.ts'
import { serverSuspend } from './server-suspend.ts'
import { serverUnpause } from './server-unpause.ts'

const db = sharedScratch()

interface Case {
  slug: 'server-pause' | 'server-unpause' | 'server-suspend' | 'server-resume'
  from: VmState
  task: string
  power: PowerState
  lands: VmState
  landsAt: PowerState
  command: 'guest-pause' | 'guest-unpause' | 'guest-suspend' | 'guest-resume'
  /** Where it is left when the host refuses. */
  fails: VmState
}

const pausing: Case = {
  slug: 'server-pause',
  from: 'active',
  task: 'pausing',
  power: 'running',
  lands: 'paused',
  landsAt: 'paused',
  command: 'guest-pause',
  fails: 'active',
}
const unpausing: Case = {
  slug: 'server-unpause',
  from: 'paused',
  task: 'unpausing',
  power: 'paused',
  lands: 'active',
  landsAt: 'running',
  command: 'guest-unpause',
  fails: 'paused',
}
const suspending: Case = {
  slug: 'server-suspend',
  from: 'active',
  task: 'suspending',
  power: 'running',
  lands: 'suspended',
  landsAt: 'shutdown',
  command: 'guest-suspend',
  fails: 'error',
}
const resuming: Case = {
  slug: 'server-resume',
  from: 'suspended',
  task: 'resuming',
  power: 'shutdown',
  lands: 'active',
  landsAt: 'running',
  command: 'guest-resume',
  fails: 'error',
}
const cases = [pausing, unpausing, suspending, resuming]
const named = cases.map((each) => [each.slug, each] as const)

/** A server that was built here and then came to where the case begins, with the job that the API would have written. */
async function begun({ slug, from, task, power }: Case, world: ConductorWorld) {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  // Of one that is suspended the host has kept the memory, too.
  await world.host().bring(id, from === 'suspended' ? from : power)
  await put(id, { vm_state: from, power_state: power, task_state: task })
  return world.job(slug, { serverId: id })
}

const put = (id: ServerId, columns: { vm_state?: string; power_state?: string; task_state?: string }) =>
  db().updateTable('compute.server').set(columns).where('id', '=', id).execute()

for (const [flow, each] of [
  [serverPause, pausing],
  [serverUnpause, unpausing],
  [serverSuspend, suspending],
  [serverResume, resuming],
] as const) {
  const makeWorld = async () => {
    const world = await conductorWorld(db())
    return asFlowWorld(world, await begun(each, world))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test.each(named)('%s leaves the server where it should, with its ports and its claim', async (_slug, each) => {
  const world = await conductorWorld(db())
  const job = await begun(each, world)
  const id = job.subjectId as ServerId
  expect(await world.carryOut(job)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: each.lands, taskState: null, powerState: each.landsAt })
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE'], onHosts: [{ guest: each.landsAt, disk: true }] })
})

test.each(named)('%s that a host refuses says so with a fault', async (_slug, each) => {
  const world = await conductorWorld(db())
  const job = await begun(each, world)
  const id = job.subjectId as ServerId
  world.host().fails.set(each.command, failed('The host refuses.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(id)).toMatchObject({ vmState: each.fails, taskState: null })
  const faults = await db().selectFrom('compute.server_fault').where('server_id', '=', id).select('message').execute()
  expect(faults).toEqual([{ message: 'The host refuses.' }])
})

test.each([
  ['server-suspend', suspending],
  ['server-resume', resuming],
] as const)('%s on a hypervisor that cannot do it leaves the server as it was', async (_slug, each) => {
  const world = await conductorWorld(db())
  const job = await begun(each, world)
  world.host().fails.set(each.command, new CloudError({ kind: 'not-implemented', message: 'It cannot.' }))
  await world.carryOut(job)
  expect(await world.server(job.subjectId as ServerId)).toMatchObject({ vmState: each.from, taskState: null })
})

test.each(named)('%s that a hard reboot preempts leaves the guest to it', async (_slug, each) => {
  const world = await conductorWorld(db())
  const job = await begun(each, world)
  const id = job.subjectId as ServerId
  world.host().before = () => put(id, { task_state: 'rebooting_hard' }).then(() => undefined)
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(world.host().commands.findLast((kind) => kind.startsWith('guest-'))).toBe(each.command)
  expect(await world.server(id)).toMatchObject({ vmState: each.from, taskState: 'rebooting_hard' })
})
