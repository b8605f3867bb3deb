import { expect, test } from 'vitest'
import { CloudError } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { hostSeal } from '#test/fake-host'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { serverChangePassword } from './server-change-password.ts'

const db = sharedScratch()
const withAgent = { hw_qemu_guest_agent: 'yes' }

/** A server whose owner has asked for another password. */
async function asked(
  world: ConductorWorld,
  imageProperties: object = withAgent,
  { power_state = 'running', passwordCrypt = 'c2VjcmV0' as string | null } = {},
) {
  const { id } = await world.insertServer({ vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const params = { serverId: id, requestedNetworks: 'auto', sealedAdminPass: null } as const
  await world.carryOut(await world.job('server-create', params))
  await db()
    .updateTable('compute.server')
    .set({
      vm_state: 'active',
      power_state,
      task_state: 'updating_password',
      image_properties: JSON.stringify(imageProperties),
    })
    .where('id', '=', id)
    .execute()
  return world.job('server-change-password', { serverId: id, sealedPassword: hostSeal.close('n3w'), passwordCrypt })
}

const kept = async (id: string) =>
  (
    await db()
      .selectFrom('compute.server')
      .where('id', '=', id)
      .select(['task_state', 'password_crypt'])
      .executeTakeFirstOrThrow()
  ).password_crypt

const makeWorld = async () => {
  const world = await conductorWorld(db())
  return asFlowWorld(world, await asked(world))
}
everyStepUnwinds(serverChangePassword, makeWorld)
everyStepRepeats(serverChangePassword, makeWorld)

test('the guest has the new password, and it is kept for whoever has the key', async () => {
  const world = await conductorWorld(db())
  const job = await asked(world)
  expect(await world.carryOut(job)).toBeUndefined()
  expect(world.host().driver.passwordOf(job.subjectId as ServerId, 'root')).toBe('n3w')
  expect(await kept(job.subjectId)).toBe('c2VjcmV0')
  expect(await world.server(job.subjectId as ServerId)).toMatchObject({ vmState: 'active', taskState: null })
})

test('where no key can hide the password, none is kept', async () => {
  const world = await conductorWorld(db())
  const job = await asked(world, withAgent, { passwordCrypt: null })
  await world.carryOut(job)
  expect(await kept(job.subjectId)).toBeNull()
})

test.each([
  ['an image without the agent', {}, 'running', 'hw_qemu_guest_agent'],
  ['a guest that does not run', withAgent, 'shutdown', 'does not run'],
])('%s is a conflict, and no host is asked', async (_what, properties, power_state, sentence) => {
  const world = await conductorWorld(db())
  const job = await asked(world, properties, { power_state })
  expect(await world.carryOut(job)).toMatchObject({
    failure: { kind: 'conflict' },
    message: expect.stringContaining(sentence),
  })
  expect(world.host().commands).not.toContain('guest-set-password')
})

test('an agent that is silent gives the server back, and no password is kept', async () => {
  const world = await conductorWorld(db())
  const job = await asked(world)
  const silent = new CloudError({ kind: 'not-implemented', message: 'The agent does not answer.' })
  world.host().fails.set('guest-set-password', silent)
  await world.carryOut(job)
  expect(await world.server(job.subjectId as ServerId)).toMatchObject({ vmState: 'active', taskState: null })
  expect(await kept(job.subjectId)).toBeNull()
  const faults = await db().selectFrom('compute.server_fault').select('code').where('request_id', '=', job.requestId)
  expect(await faults.execute()).toEqual([{ code: 501 }])
})
