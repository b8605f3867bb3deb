import { expect, test } from 'vitest'
import type { OrderKind } from '#agent/orders/order-contract'
import type { PowerState } from '#domain/server/power-state'
import type { VmState } from '#domain/server/server'
import type { ServerId, UserId } from '#platform/ids'
import { aBuiltServer } from '#test/a-built-server'
import { aFlavor } from '#test/a-flavor'
import { anImageSummary } from '#test/an-image-summary'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { sharedScratch } from '#test/shared-scratch'

const db = sharedScratch()
const image = anImageSummary()
const large = aFlavor({ id: '2', vcpus: 2, ramMb: 1024, diskGb: 3 })

interface Case {
  flow: 'server-start' | 'server-restore' | 'server-rescue' | 'server-rebuild' | 'server-resize' | 'server-unshelve'
  from: VmState
  task: string
  power: PowerState
  params?: object
  /** The order while which an administrator resets the server's state. */
  at: OrderKind
  /** What is done on the host afterwards: nothing that its guest would notice. */
  after: readonly OrderKind[]
}

const rebuilt = { sealedAdminPass: null, keepEphemeral: false, imageChanged: true }
const cases: readonly Case[] = [
  { flow: 'server-start', from: 'stopped', task: 'powering-on', power: 'shutdown', at: 'guest-power-on', after: [] },
  {
    flow: 'server-restore',
    from: 'soft-delete',
    task: 'restoring',
    power: 'shutdown',
    at: 'guest-power-on',
    after: [],
  },
  ...(['guest-power-off', 'disks-rescue', 'guest-reboot'] as const).map((at) => {
    const params = { imageId: image.id, sealedAdminPass: null }
    return { flow: 'server-rescue', from: 'active', task: 'rescuing', power: 'running', params, at, after: [] } as const
  }),
  {
    flow: 'server-rebuild',
    from: 'active',
    task: 'rebuilding',
    power: 'running',
    params: { ...rebuilt, previous: { name: 'before', imageId: image.id, imageProperties: {} } },
    at: 'guest-power-off',
    after: [],
  },
  ...resizedWhile('guest-power-off', []),
  ...resizedWhile('disks-resize', ['disks-confirm-resize']),
  ...resizedWhile('guest-power-on', ['disks-confirm-resize']),
  { flow: 'server-unshelve', from: 'shelved', task: 'unshelving', power: 'shutdown', at: 'guest-power-on', after: [] },
]

function resizedWhile(at: OrderKind, after: readonly OrderKind[]): [Case] {
  const params = { flavor: large, userId: 'ada' as UserId }
  return [{ flow: 'server-resize', from: 'active', task: 'resize_prep', power: 'running', params, at, after }]
}

const named = cases.map((each) => [`${each.flow} that is reset at ${each.at}`, each] as const)

async function begun({ flow, from, task, power, params }: Case, world: ConductorWorld) {
  world.io.images = { ...world.io.images, find: async () => image }
  const serverId = await aBuiltServer(world, { vmState: from, power, taskState: task })
  return world.wish(flow, { serverId, projectId: world.projectId, ...params } as never)
}

test.each(named)('%s leaves the guest to whoever has it now', async (_name, each) => {
  const world = await conductorWorld(db())
  const wish = await begun(each, world)
  const id = wish.subjectId as ServerId
  world.host().orders.length = 0
  world.host().before = async (kind) => {
    if (kind !== each.at) return
    await db()
      .updateTable('compute.server')
      .set({ vm_state: 'active', task_state: null })
      .where('id', '=', id)
      .execute()
  }
  expect(await world.carryOut(wish)).toMatchObject({ message: expect.stringContaining('another task') })
  expect(world.host().orders.slice(world.host().orders.indexOf(each.at) + 1)).toEqual(each.after)
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, fault: null })
})

test.each(named)('%s and asked for anew leaves the server to the newer one', async (_name, each) => {
  const world = await conductorWorld(db())
  const wish = await begun(each, world)
  const id = wish.subjectId as ServerId
  let newer: typeof wish | undefined
  world.host().orders.length = 0
  world.host().before = async (kind) => {
    if (kind === each.at) newer ??= await world.wish(each.flow, wish.params as never)
  }
  expect(await world.carryOut(wish)).toMatchObject({ message: expect.stringContaining('another task') })
  expect(world.host().orders.at(-1)).toBe(each.at)
  expect((await world.server(id)).taskState).not.toBeNull()
  expect(await world.carryOut(newer!)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ taskState: null, fault: null })
})
