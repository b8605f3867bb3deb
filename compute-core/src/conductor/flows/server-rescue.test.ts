import { expect, test } from 'vitest'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import type { ServerId } from '#platform/ids'
import { aBuiltServer } from '#test/a-built-server'
import { anImageSummary } from '#test/an-image-summary'
import { asFlowWorld, conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { everyStepRepeats, everyStepUnwinds } from '#test/flow-kit'
import { sharedScratch } from '#test/shared-scratch'
import { restartOrder } from '../guest-order.ts'
import { serverRescue } from './server-rescue.ts'
import { serverUnrescue } from './server-unrescue.ts'

const db = sharedScratch()
const image = anImageSummary({ properties: { hw_rescue_bus: 'usb' } })

async function aWorld(): Promise<ConductorWorld> {
  const world = await conductorWorld(db())
  world.io.images = { ...world.io.images, find: async (id) => (id === image.id ? image : undefined) }
  return world
}

async function rescuing(world: ConductorWorld, vmState: VmState = 'active', power: PowerState = 'running') {
  const serverId = await aBuiltServer(world, { vmState, power, taskState: 'rescuing' })
  return world.wish('server-rescue', { serverId, imageId: image.id, sealedAdminPass: 'sealed' })
}

/** A rescued server that is to be itself again. */
async function unrescuing(world: ConductorWorld) {
  const wish = await rescuing(world)
  const serverId = wish.subjectId as ServerId
  expect(await world.carryOut(wish)).toBeUndefined()
  await db().updateTable('compute.server').set({ task_state: 'unrescuing' }).where('id', '=', serverId).execute()
  return world.wish('server-unrescue', { serverId })
}

for (const [flow, wish] of [
  [serverRescue, rescuing],
  [serverUnrescue, unrescuing],
] as const) {
  const makeWorld = async () => {
    const world = await aWorld()
    return asFlowWorld(world, await wish(world))
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
  const wish = await rescuing(world, vmState, power)
  const id = wish.subjectId as ServerId
  world.host().orders.length = 0
  expect(await world.carryOut(wish)).toBeUndefined()
  expect(world.host().orders).toEqual(['guest-power-off', 'disks-rescue', 'guest-reboot'])
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'rescued', taskState: null, powerState: 'running', rescueImageId: image.id })
  expect(server.launchedAt!.getTime()).toBeGreaterThan(Date.now() - 60_000)
  expect(await world.holdings(id)).toMatchObject({ ports: ['ACTIVE'], onHosts: [{ guest: 'running', rescue: true }] })
})

test('whatever starts a rescued server starts its rescue, until that is over', async () => {
  const world = await aWorld()
  const wish = await unrescuing(world)
  const id = wish.subjectId as ServerId
  const rescue = { image: { id: image.id, properties: image.properties } }
  expect(await restartOrder(world.io, await world.server(id))).toMatchObject({ rescue })
  expect(await world.carryOut(wish)).toBeUndefined()
  expect(await restartOrder(world.io, await world.server(id))).not.toHaveProperty('rescue')
})

test('a server that was rescued is active, from its own disks alone', async () => {
  const world = await aWorld()
  const wish = await unrescuing(world)
  const id = wish.subjectId as ServerId
  expect(await world.carryOut(wish)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, rescueImageId: null })
  expect(world.host().rescues.has(id)).toBe(false)
})

test.each([
  ['running', 'disks-rescue'],
  ['running', 'guest-reboot'],
  ['shutdown', 'disks-rescue'],
] as const)('a guest that was %s is so again when %s fails, and the server is in error', async (power, kind) => {
  const world = await aWorld()
  const wish = await rescuing(world, power === 'running' ? 'active' : 'stopped', power)
  const id = wish.subjectId as ServerId
  world.host().fails.set(kind, new Error('The host refuses.'))
  expect(await world.carryOut(wish)).toMatchObject({ message: 'The host refuses.' })
  const server = await world.server(id)
  expect(server).toMatchObject({ vmState: 'error', taskState: null, powerState: power, rescueImageId: null })
  expect(server.fault).toMatchObject({ message: 'The host refuses.' })
  expect(await world.holdings(id)).toMatchObject({ onHosts: [{ guest: power }] })
  expect(world.host().rescues.has(id)).toBe(false)
})

test('an image that went away meanwhile leaves the server as it was, in error', async () => {
  const world = await aWorld()
  const wish = await rescuing(world)
  const id = wish.subjectId as ServerId
  world.io.images = { ...world.io.images, find: async () => undefined }
  expect(await world.carryOut(wish)).toMatchObject({ message: `Image ${image.id} could not be found.` })
  expect(await world.server(id)).toMatchObject({ vmState: 'error', powerState: 'running' })
})

test('a server whose rescue cannot be ended is in error, and the next start is from its own disks', async () => {
  const world = await aWorld()
  const wish = await unrescuing(world)
  const id = wish.subjectId as ServerId
  world.host().fails.set('guest-reboot', new Error('The host refuses.'))
  expect(await world.carryOut(wish)).toMatchObject({ message: 'The host refuses.' })
  expect(await world.server(id)).toMatchObject({ vmState: 'error', taskState: null, rescueImageId: null })
})
