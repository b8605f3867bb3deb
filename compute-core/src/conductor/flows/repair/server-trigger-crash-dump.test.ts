import { expect, test } from 'vitest'
import { failed } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverTriggerCrashDump } from './server-trigger-crash-dump.ts'

const db = sharedScratch()

async function asked(world: ConductorWorld) {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  return world.job('server-trigger-crash-dump', { serverId: id })
}

const makeWorld = async () => {
  const world = await conductorWorld(db())
  return asFlowWorld(world, await asked(world))
}
everyStepUnwinds(serverTriggerCrashDump, makeWorld)
everyStepRepeats(serverTriggerCrashDump, makeWorld)

test('the guest is interrupted, and its server stays what it is', async () => {
  const world = await conductorWorld(db())
  const job = await asked(world)
  expect(await world.carryOut(job)).toBeUndefined()
  expect(world.host().commands.at(-1)).toBe('guest-nmi')
  expect(world.host().driver.nmisOf(job.subjectId as ServerId)).toBe(1)
  expect(await world.server(job.subjectId as ServerId)).toMatchObject({ vmState: 'active', taskState: null })
})

test('a host that cannot says so in the action and in a fault', async () => {
  const world = await conductorWorld(db())
  const job = await asked(world)
  world.host().fails.set('guest-nmi', failed('The hypervisor has no NMI.'))
  await world.carryOut(job)
  const { requestId } = job
  const actions = db().selectFrom('compute.instance_action').select('message').where('request_id', '=', requestId)
  expect(await actions.execute()).toEqual([{ message: 'Error' }])
  const faults = db().selectFrom('compute.server_fault').select('message').where('request_id', '=', requestId)
  expect(await faults.execute()).toEqual([{ message: 'The hypervisor has no NMI.' }])
})
