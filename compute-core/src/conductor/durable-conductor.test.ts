import { expect, test, vi } from 'vitest'
import { durableFlows } from '#platform/flow/dbos-engine'
import { silentLog } from '#platform/log'
import { newRequestId, type UserId } from '#platform/ids'
import { beginAction, beginCreate } from '#store/begin-action'
import { findServer } from '#store/server-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { scratchDatabase } from '#test/scratch-postgres'
import { allFlows } from './flows/all-flows.ts'
import { stepRecords } from './step-records.ts'

/** Long for a machine that is busy with other things; a test that succeeds never waits so long. */
const soon = { timeout: 60_000 }
vi.setConfig({ testTimeout: 90_000 })

async function aCloud(hostCount: number) {
  const stack = new AsyncDisposableStack()
  const { db, url } = stack.use(await scratchDatabase())
  const world = await conductorWorld(db, hostCount)
  const flows = durableFlows({
    url,
    db,
    log: silentLog,
    flows: allFlows,
    io: () => world.io,
    observer: stepRecords(db),
  })
  world.io.flows = flows
  await flows.launch()
  stack.defer(() => flows.close())
  return { db, world, flows, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const callerIn = ({ projectId }: ConductorWorld) => ({ userId: 'ada' as UserId, projectId, isAdmin: false })

async function create({ db, world, flows }: Awaited<ReturnType<typeof aCloud>>) {
  const server = await world.insertServer({
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: 'pending',
    launched_at: null,
  })
  const requestId = newRequestId()
  const params = { requestedNetworks: 'auto', sealedAdminPass: null } as const
  const wish = await db
    .transaction()
    .execute((trx) => beginCreate(trx, { server, caller: callerIn(world), requestId, params }))
  flows.kick(wish)
  return { id: server.id, requestId }
}

test('a server is built, told of step by step, and deleted', async () => {
  await using cloud = await aCloud(1)
  const { db, world, flows } = cloud
  const { id, requestId } = await create(cloud)
  await expect.poll(async () => (await world.server(id)).vmState, soon).toBe('active')
  const wish = await db.transaction().execute((trx) =>
    beginAction(trx, {
      server: { id, projectId: world.projectId },
      action: 'delete',
      caller: callerIn(world),
      requestId: newRequestId(),
    }),
  )
  flows.kick(wish)
  await expect.poll(() => findServer(db, id), soon).toBeUndefined()
  const events = await db
    .selectFrom('compute.instance_action_event as event')
    .innerJoin('compute.instance_action as action', 'action.id', 'event.action_id')
    .select(['event.event', 'event.result', 'event.host'])
    .where('action.request_id', '=', requestId)
    .orderBy('event.id')
    .execute()
  const host = world.host().name
  expect(events).toEqual(
    ['schedule', 'ports', 'nics', 'disks', 'spawn', 'land'].map((event) => ({ event, result: 'Success', host })),
  )
})

test('a hundred servers asked for at once are all built', async () => {
  await using cloud = await aCloud(4)
  const { db, world } = cloud
  await Promise.all(Array.from({ length: 100 }, () => create(cloud)))
  const active = async () =>
    (await db.selectFrom('compute.server').select('id').where('vm_state', '=', 'active').execute()).length
  await expect.poll(active, soon).toBe(100)
  // Ranked while others claim, the hosts fill up side by side.
  for (const { guests } of world.hosts) expect(guests.size).toBeGreaterThan(15)
})
