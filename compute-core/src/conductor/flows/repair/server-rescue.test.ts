import { expect, test } from 'vitest'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import { failed } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { aBuiltServer } from '#test/a-built-server'
import { anImageSummary } from '#test/an-image-summary'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { restartCommand } from '../../guest-command.ts'
import { serverRescue } from './server-rescue.ts'
import { serverUnrescue } from './server-unrescue.ts'

const db = sharedScratch()
const image = anImageSummary({ properties: { hw_rescue_bus: 'usb' } })

async function aWorld(): Promise<ConductorWorld> {
  const world = await conductorWorld(db())
  world.images.known.set(image.id, image)
  return world
}

async function rescuing(world: ConductorWorld, vmState: VmState = 'active', power: PowerState = 'running') {
  const serverId = await aBuiltServer(world, { vmState, power, taskState: 'rescuing' })
  return world.job('server-rescue', { serverId, imageId: image.id, sealedAdminPass: 'sealed' })
}

/** A rescued server that is to be itself again. */
async function unrescuing(world: ConductorWorld) {
  const job = await rescuing(world)
  const serverId = job.subjectId as ServerId
  expect(await world.carryOut(job)).toBeUndefined()
  await db().updateTable('compute.server').set({ task_state: 'unrescuing' }).where('id', '=', serverId).execute()
  return world.job('server-unrescue', { serverId })
}

for (const [flow, job] of [
  [serverRescue, rescuing],
  [serverUnrescue, unrescuing],
] as const) {
  const makeWorld = async () => {
    const world = await aWorld()
    return asFlowWorld(world, await job(world))
  }
  everyStepUnwinds(flow, makeWorld)
  everyStepRepeats(flow, makeWorld)
}

test.each<[VmState, PowerState]>([
  ['active', 'running'],
  ['stopped', 'shutdown'],
  ['error', 'shutdown'],
])('a server that was %s is rescued: its guest is shut down and started from the image', async (vmState, power) => {
  const world = await aWorld()
  const job = await rescuing(world, vmState, power)
  const id = job.subjectId as ServerId
  world.host().commands.length = 0
  expect(await world.carryOut(job)).toBeUndefined()
  expect(world.host().commands).toEqual(['guest-power-off', 'disks-rescue', 'guest-reboot'])
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'rescued', taskState: null, powerState: 'running', rescueImageId: image.id })
  expect(server.launchedAt!.getTime()).toBeGreaterThan(Date.now() - 60_000)
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE'], onHosts: [{ guest: 'running', rescue: true }] })
})

test('whatever starts a rescued server starts its rescue, until that is over', async () => {
  const world = await aWorld()
  const job = await unrescuing(world)
  const id = job.subjectId as ServerId
  const rescue = { image: { id: image.id, properties: image.properties } }
  expect(await restartCommand(world.io, await world.server(id))).toMatchObject({ rescue })
  expect(await world.carryOut(job)).toBeUndefined()
  expect(await restartCommand(world.io, await world.server(id))).not.toHaveProperty('rescue')
})

test('a server that was rescued is active, from its own disks alone', async () => {
  const world = await aWorld()
  const job = await unrescuing(world)
  const id = job.subjectId as ServerId
  expect(await world.carryOut(job)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, rescueImageId: null })
  expect(world.host().disks.rescues.has(id)).toBe(false)
})

test.each([
  ['running', 'disks-rescue'],
  ['running', 'guest-reboot'],
  ['shutdown', 'disks-rescue'],
] as const)('a guest that was %s is so again when %s fails, and the server is in error', async (power, kind) => {
  const world = await aWorld()
  const job = await rescuing(world, power === 'running' ? 'active' : 'stopped', power)
  const id = job.subjectId as ServerId
  world.host().fails.set(kind, failed('The host refuses.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host refuses.' })
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'error', taskState: null, powerState: power, rescueImageId: null })
  expect(server.fault).toMatchObject({ message: 'The host refuses.' })
  expect(await world.holdings(id)).toMatchObject({ onHosts: [{ guest: power }] })
  expect(world.host().disks.rescues.has(id)).toBe(false)
})

test('an image that went away meanwhile leaves the server as it was, in error', async () => {
  const world = await aWorld()
  const job = await rescuing(world)
  const id = job.subjectId as ServerId
  world.images.known.clear()
  expect(await world.carryOut(job)).toMatchObject({ message: `Image ${image.id} could not be found.` })
  expect(await world.server(id)).toMatchObject({ vmState: 'error', powerState: 'running' })
})

test('a server whose rescue cannot be ended is in error, and the next start is from its own disks', async () => {
  const world = await aWorld()
  const job = await unrescuing(world)
  const id = job.subjectId as ServerId
  world.host().fails.set('guest-reboot', failed('The host refuses.'))
  expect(await world.carryOut(job)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(id)).toMatchObject({ vmState: 'error', taskState: null, rescueImageId: null })
})
