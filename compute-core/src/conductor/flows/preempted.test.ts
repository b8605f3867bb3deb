import { expect, test } from 'vitest'
import type { CommandKind } from '#agent/commands/command-contract'
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
  flow:
    | 'server-start'
    | 'server-restore'
    | 'server-rescue'
    | 'server-rebuild'
    | 'server-resize'
    | 'server-shelve'
    | 'server-unshelve'
  from: VmState
  task: string
  power: PowerState
  params?: object
  /** The command while which an administrator resets the server's state. */
  at: CommandKind
  /** What is done on the host afterwards: nothing that its guest would notice. */
  after: readonly CommandKind[]
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

function resizedWhile(at: CommandKind, after: readonly CommandKind[]): [Case] {
  const params = { flavor: large, userId: 'ada' as UserId }
  return [{ flow: 'server-resize', from: 'active', task: 'resize_prep', power: 'running', params, at, after }]
}

const asNamed = (each: Case) => [`${each.flow} that is reset at ${each.at}`, each] as const
const named = cases.map(asNamed)

/** Asked for anew it would be of another image. */
const shelving: Case = {
  flow: 'server-shelve',
  from: 'active',
  task: 'shelving',
  power: 'running',
  params: { imageId: image.id },
  at: 'guest-power-off',
  after: ['snapshot-discard'],
}

async function begun({ flow, from, task, power, params }: Case, world: ConductorWorld) {
  world.io.images = { ...world.io.images, find: async () => image, findFor: async () => image }
  const serverId = await aBuiltServer(world, { vmState: from, power, taskState: task })
  return world.job(flow, { serverId, projectId: world.projectId, ...params } as never)
}

test.each([...named, asNamed(shelving)])('%s leaves the guest to whoever has it now', async (_name, each) => {
  const world = await conductorWorld(db())
  const job = await begun(each, world)
  const id = job.subjectId as ServerId
  world.host().commands.length = 0
  world.host().before = async (kind) => {
    if (kind !== each.at) return
    await db()
      .updateTable('compute.server')
      .set({ vm_state: 'active', task_state: null })
      .where('id', '=', id)
      .execute()
  }
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(world.host().commands.slice(world.host().commands.indexOf(each.at) + 1)).toEqual(each.after)
  expect(await world.server(id)).toMatchObject({ vmState: 'active', taskState: null, fault: null })
})

test.each(named)('%s and asked for anew leaves the server to the newer one', async (_name, each) => {
  const world = await conductorWorld(db())
  const job = await begun(each, world)
  const id = job.subjectId as ServerId
  let newer: typeof job | undefined
  world.host().commands.length = 0
  world.host().before = async (kind) => {
    if (kind === each.at) newer ??= await world.job(each.flow, job.params as never)
  }
  expect(await world.carryOut(job)).toMatchObject({
    message: expect.stringContaining('taken over by another operation'),
  })
  expect(world.host().commands.at(-1)).toBe(each.at)
  expect((await world.server(id)).taskState).not.toBeNull()
  expect(await world.carryOut(newer!)).toBeUndefined()
  expect(await world.server(id)).toMatchObject({ taskState: null, fault: null })
})
