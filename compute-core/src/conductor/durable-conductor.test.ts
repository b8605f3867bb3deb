import type { Insertable } from 'kysely'
import { expect, test, vi } from 'vitest'
import type { ServerAction } from '#domain/server/lifecycle'
import type { ComputeServer } from '#platform/db/schema'
import { durableFlows } from '#platform/flow/dbos-engine'
import { writeJobs } from '#platform/flow/jobs'
import { silentLog } from '#platform/log'
import { newId, newRequestId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { beginAction, beginCreate } from '#store/begin-action'
import { beginRebuild } from '#store/server-rebuild'
import type { ActionParams, ServerCreateParams } from '#store/server-jobs'
import { findServer } from '#store/server-store'
import { conductorWorld, type ConductorWorld } from '#test/conductor-world'
import { hostSeal } from '#test/fake-host'
import { findInDatabase } from '#test/find-in-database'
import { scratchDatabase } from '#test/scratch-postgres'
import { allFlows } from './flows/all-flows.ts'
import { stepRecords } from './step-records.ts'

/** Long for a machine that is busy with other things; a test that succeeds never waits so long. */
const soon = { timeout: 60_000 }
vi.setConfig({ testTimeout: 90_000 })

async function aCloud(hostCount: number, concurrency?: number) {
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
    ...(concurrency !== undefined && { concurrency }),
  })
  world.io.flows = flows
  await flows.launch()
  stack.defer(() => flows.close())
  return { db, world, flows, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const callerIn = ({ projectId }: ConductorWorld) => ({ userId: 'ada' as UserId, projectId, isAdmin: false })

type Cloud = Awaited<ReturnType<typeof aCloud>>

async function create(
  { db, world, flows }: Cloud,
  what: Partial<Insertable<ComputeServer>> = {},
  more: Partial<ServerCreateParams> = {},
) {
  const caller = {
    ...callerIn(world),
    ...(what.project_id !== undefined && { projectId: what.project_id as ProjectId }),
  }
  const server = await world.insertServer({
    ...what,
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: 'pending',
    launched_at: null,
  })
  const requestId = newRequestId()
  const params = { requestedNetworks: 'auto', sealedAdminPass: null, ...more } as const
  const job = await db.transaction().execute((trx) => beginCreate(trx, { server, caller, requestId, params }))
  flows.dispatch(job)
  return { id: server.id, requestId }
}

async function ask<Action extends ServerAction>(
  { db, world, flows }: Cloud,
  id: ServerId,
  action: Action,
  params: ActionParams<Action>,
) {
  const server = await world.server(id)
  const request = { server, action, caller: callerIn(world), requestId: newRequestId(), params }
  flows.dispatch(await db.transaction().execute((trx) => beginAction(trx, request)))
}

test('hosts fetch images for an aggregate, each by a job that ends and is no action of a server', async () => {
  await using cloud = await aCloud(2)
  const { db, world, flows } = cloud
  const image = world.images.create({})
  world.images.write(image.id)
  const jobs = await writeJobs(
    db,
    world.hosts.map(({ name: hostName }) => ({
      flow: 'cache-images',
      subjectId: newId<string>(),
      params: { hostName, imageIds: [image.id] },
      requestId: newRequestId(),
    })),
  )
  for (const job of jobs) flows.dispatch(job)
  const open = db.selectFrom('platform.job').select('id').where('finished_at', 'is', null)
  await expect.poll(() => open.execute(), soon).toEqual([])
  expect(world.hosts.map(({ disks }) => [...disks.cached])).toEqual([[image.id], [image.id]])
  expect(await db.selectFrom('compute.instance_action_event').selectAll().execute()).toEqual([])
})

test('a server is built, told of step by step, and deleted', async () => {
  await using cloud = await aCloud(1)
  const { db, world } = cloud
  const { id, requestId } = await create(cloud)
  await expect.poll(async () => (await world.server(id)).vmState, soon).toBe('active')
  await ask(cloud, id, 'delete', {})
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
  for (const { driver } of world.hosts) expect(driver.guests.size).toBeGreaterThan(15)
})

test('guests that do not listen are waited for while everything else goes on, and a delete does not wait for its own', async () => {
  await using cloud = await aCloud(2)
  const { db, world, flows } = cloud
  // One more than flows work at once.
  const built = await Promise.all(Array.from({ length: 33 }, () => create(cloud)))
  const states = async (column: 'vm_state' | 'task_state', is: string) =>
    (await db.selectFrom('compute.server').select('id').where(column, '=', is).execute()).length
  await expect.poll(() => states('vm_state', 'active'), soon).toBe(33)
  for (const { driver } of world.hosts) for (const { id } of built) driver.ignoresPowerButton(id)
  for (const { id } of built.slice(1)) await ask(cloud, id, 'stop', {})
  await ask(cloud, built[0]!.id, 'softReboot', {})
  await expect.poll(() => flows.figures(), soon).toMatchObject({ blocked: 33, running: 0, waiting: 0 })

  const { id: another } = await create(cloud)
  await expect.poll(async () => (await world.server(another)).vmState, soon).toBe('active')
  for (const { id } of built.slice(0, 2)) {
    await ask(cloud, id, 'delete', {})
    await expect.poll(() => findServer(db, id), soon).toBeUndefined()
  }
  await ask(cloud, another, 'delete', {})
  await expect.poll(() => findServer(db, another), soon).toBeUndefined()
  expect(await states('task_state', 'powering-off')).toBe(31)

  for (const { driver } of world.hosts) for (const { id } of built) driver.guestShutsDown(id)
  await expect.poll(() => states('vm_state', 'stopped'), soon).toBe(31)
  expect(flows.figures()).toMatchObject({ waiting: 0, oldestWaitingMs: 0, stalledMs: 0 })
})

test('nothing of what its owner put into a server is in the database once it is deleted', async () => {
  await using cloud = await aCloud(1)
  const { db, world } = cloud
  const secret = (where: string) => `needle-${where}-needle`
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const seal = (password: string) => ({ sealedAdminPass: hostSeal.close(password) })
  const file = (where: string) => ({ injectedFiles: [{ path: `/${secret(where)}`, contents: base64(secret(where)) }] })
  const { id } = await create(
    cloud,
    { user_data: base64(secret('user-data')), metadata: JSON.stringify({ key: secret('metadata') }) },
    { ...seal(secret('password')), ...file('personality') },
  )
  expect(await findInDatabase(db, 'needle')).toContain('compute.server')
  await expect.poll(async () => (await world.server(id)).vmState, soon).toBe('active')
  // Files are on the guest's disk now, and passwords were under seal from the beginning.
  await expect.poll(() => findInDatabase(db, secret('personality')), soon).toEqual([])
  expect(await findInDatabase(db, secret('password'))).toEqual([])

  const changes = { userData: base64(secret('new')), metadata: { key: secret('new') } }
  const request = { server: await world.server(id), caller: callerIn(world), requestId: newRequestId() }
  const params = { ...seal(secret('new')), ...file('new'), keepEphemeral: false }
  cloud.flows.dispatch(await db.transaction().execute((trx) => beginRebuild(trx, request, changes, params)))
  await expect.poll(async () => (await world.server(id)).taskState, soon).toBeNull()
  expect(await findInDatabase(db, secret('user-data'))).toEqual([])
  world.host().fails.set('guest-set-password', new Error('The guest does not answer.'))
  await ask(cloud, id, 'changePassword', { sealedPassword: hostSeal.close(secret('last')), passwordCrypt: null })
  await expect.poll(async () => (await world.server(id)).taskState, soon).toBeNull()
  expect(await findInDatabase(db, secret('new'))).toEqual(['compute.server'])

  await ask(cloud, id, 'delete', {})
  await expect.poll(() => findServer(db, id), soon).toBeUndefined()
  expect(await findInDatabase(db, 'needle')).toEqual([])
})

test("a create does not wait behind somebody else's long line of deletes and creates", async () => {
  await using cloud = await aCloud(4, 8)
  const { db, world, flows } = cloud
  const many = { length: 60 }
  const built = await Promise.all(Array.from(many, () => create(cloud)))
  const open = async () =>
    (await db.selectFrom('platform.job').select('id').where('finished_at', 'is', null).execute()).length
  await expect.poll(open, soon).toBe(0)
  await Promise.all(built.map(({ id }) => ask(cloud, id, 'delete', {})))
  await Promise.all(Array.from(many, () => create(cloud)))
  const before = await db.selectFrom('platform.job').select('id').where('started_at', 'is', null).execute()
  const { id: other } = await create(cloud, { project_id: newId<string>().replaceAll('-', '') })
  await expect.poll(async () => (await world.server(other)).vmState, soon).toBe('active')
  const waiting = before.map(({ id }) => id)
  const began = await db
    .selectFrom('platform.job')
    .select('id')
    .where('id', 'in', waiting)
    .where('started_at', '<', (eb) =>
      eb.selectFrom('platform.job').select('started_at').where('subject_id', '=', other),
    )
    .execute()
  // Of more than a hundred that came before only those had their turn first that were given it before the create had come.
  expect(waiting.length).toBeGreaterThan(60)
  expect(began.length).toBeLessThan(20)
  await expect.poll(() => flows.figures(), soon).toMatchObject({ waiting: 0, running: 0 })
})
