import { expect, test } from 'vitest'
import { CloudError } from '#platform/errors'
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
  order: 'guest-pause' | 'guest-unpause' | 'guest-suspend' | 'guest-resume'
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
  order: 'guest-pause',
  fails: 'active',
}
const unpausing: Case = {
  slug: 'server-unpause',
  from: 'paused',
  task: 'unpausing',
  power: 'paused',
  lands: 'active',
  landsAt: 'running',
  order: 'guest-unpause',
  fails: 'paused',
}
const suspending: Case = {
  slug: 'server-suspend',
  from: 'active',
  task: 'suspending',
  power: 'running',
  lands: 'suspended',
  landsAt: 'shutdown',
  order: 'guest-suspend',
  fails: 'error',
}
const resuming: Case = {
  slug: 'server-resume',
  from: 'suspended',
  task: 'resuming',
  power: 'shutdown',
  lands: 'active',
  landsAt: 'running',
  order: 'guest-resume',
  fails: 'error',
}
const cases = [pausing, unpausing, suspending, resuming]
const named = cases.map((each) => [each.slug, each] as const)

/** A server that was built here and then came to where the case begins, with the wish that the API would have written. */
async function begun({ slug, from, task, power }: Case, world: ConductorWorld) {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.wish('server-create', params))
  for (const { guests } of world.hosts) if (guests.has(id)) guests.set(id, power)
  await put(id, { vm_state: from, power_state: power, task_state: task })
  return world.wish(slug, { serverId: id })
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
  const wish = await begun(each, world)
  const id = wish.subjectId as ServerId
  expect(await world.carryOut(wish)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: each.lands, taskState: null, powerState: each.landsAt })
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE'], onHosts: [{ guest: each.landsAt, disk: true }] })
})

test.each(named)('%s that a host refuses says so with a fault', async (_slug, each) => {
  const world = await conductorWorld(db())
  const wish = await begun(each, world)
  const id = wish.subjectId as ServerId
  world.host().fails.set(each.order, new Error('The host refuses.'))
  expect(await world.carryOut(wish)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(id)).toMatchObject({ vmState: each.fails, taskState: null })
  const faults = await db().selectFrom('compute.server_fault').where('server_id', '=', id).select('message').execute()
  expect(faults).toEqual([{ message: 'The host refuses.' }])
})

test.each([
  ['server-suspend', suspending],
  ['server-resume', resuming],
] as const)('%s on a hypervisor that cannot do it leaves the server as it was', async (_slug, each) => {
  const world = await conductorWorld(db())
  const wish = await begun(each, world)
  world.host().fails.set(each.order, new CloudError({ kind: 'not-implemented', message: 'It cannot.' }))
  await world.carryOut(wish)
  expect(await world.server(wish.subjectId as ServerId)).toMatchObject({ vmState: each.from, taskState: null })
})

test.each(named)('%s that a hard reboot overtakes leaves the guest to it', async (_slug, each) => {
  const world = await conductorWorld(db())
  const wish = await begun(each, world)
  const id = wish.subjectId as ServerId
  world.host().before = () => put(id, { task_state: 'rebooting_hard' }).then(() => undefined)
  expect(await world.carryOut(wish)).toMatchObject({ message: expect.stringContaining('another task') })
  expect(world.host().orders.findLast((kind) => kind.startsWith('guest-'))).toBe(each.order)
  expect(await world.server(id)).toMatchObject({ vmState: each.from, taskState: 'rebooting_hard' })
})
