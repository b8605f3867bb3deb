import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { fakeFacts } from '#driver/fake/fake-facts'
import type { HostId, ProjectId, ServerId, UserId } from '#platform/ids'
import { placementService } from '#services/placement/postgres-placement'
import { beginEvent, endAction, endEvent } from '#store/server-action-store'
import { writeControlServices } from '#store/service-store'
import { insertServer } from '#test/insert-server'
import { measuredGuests } from '#test/measured-guests'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertAction, insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const stock = (total: number, allocationRatio = 1) => ({ total, reserved: 0, allocationRatio })

beforeAll(async () => {
  compute = await aCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const overview = async () => (await compute.request('GET /kilonova/overview', { as: 'admin' })).body.overview

async function hasHost(name: string, columns: Record<string, unknown> = {}) {
  const id = (await insertHost(compute.db, name, { facts: JSON.stringify(fakeFacts({})), ...columns })) as HostId
  await placementService(compute.db).provide({ id, name, inventories: { VCPU: stock(64, 4) }, traits: [] })
  return id
}

async function hasServer(hostId: HostId, vcpus: number) {
  const { id } = await insertServer(compute.db, { host_id: hostId, vcpus })
  const owner = { projectId: 'p' as ProjectId, userId: 'u' as UserId }
  await placementService(compute.db).claim({
    consumerId: id,
    providerId: hostId,
    resources: { VCPU: vcpus },
    ...owner,
  })
  return id
}

const uses = (id: ServerId, cpuPercent: number) =>
  measuredGuests(compute.db, { at: new Date(), guests: [id], figures: eachFigure(() => [cpuPercent]) })

const job = (what: { flow: string; subject_id: string; request_id: string; created_at: Date; started_at?: Date }) =>
  compute.db
    .insertInto('platform.job')
    .values({ id: crypto.randomUUID(), params: '{}', ...what })
    .execute()

test('an empty cloud has nothing, and nothing is wrong with it', async () => {
  expect(await overview()).toEqual({
    hosts: { total: 0, up: 0, down: 0, forced_down: 0, disabled: 0, in_service: 0 },
    control: { total: 0, down: 0 },
    down: [],
    capacity: [],
    busiest: [],
    load: { servers: 0, vcpus_used: null, memory_mb: null },
    flows: { running: 0, waiting: 0, in_trouble: 0, list: [] },
  })
})

test('services of control processes are counted, and those of one that has ended count as down', async () => {
  await using lone = await aCompute()
  for (const renewed_at of [new Date(), minutesAgo(5)]) {
    const id = crypto.randomUUID()
    const row = { id, incarnation: id, host_name: 'c', pid: 1, roles: ['api'], version: '1', lease_until: renewed_at }
    await lone.db
      .insertInto('platform.control_process')
      .values({ ...row, renewed_at })
      .execute()
    await writeControlServices(lone.db, id, ['api', 'conductor'])
  }
  const { body } = await lone.request('GET /kilonova/overview', { as: 'admin' })
  expect(body.overview.control).toEqual({ total: 6, down: 3 })
})

test('hosts are counted by state, capacity with what is left where servers are placed, and the busiest come first', async () => {
  const calm = await hasHost('calm')
  const busy = await hasHost('busy')
  const lost = await hasHost('lost', { last_seen_at: new Date(0) })
  await hasHost('off', { forced_down: true })
  await hasHost('resting', { enabled: false })
  const [quiet, loud] = [await hasServer(calm, 8), await hasServer(busy, 4)]
  await hasServer(lost, 2)
  await uses(quiet, 10)
  await uses(loud, 90)
  const told = await overview()
  expect(told.hosts).toEqual({ total: 5, up: 3, down: 2, forced_down: 1, disabled: 1, in_service: 2 })
  expect(told.down).toMatchObject([
    { host: 'lost', servers: 1, forced_down: false },
    { host: 'off', servers: 0, forced_down: true },
  ])
  expect(told.capacity).toEqual([
    { resource_class: 'VCPU', hosts: 5, total: 320, reserved: 0, used: 14, limit: 1280, free: 512 - 12 },
  ])
  expect(told.busiest.map(({ host }: { host: string }) => host)).toEqual(['busy', 'calm', 'lost'])
  expect(told.busiest[0].cpu_share).toBeCloseTo((0.9 * 4) / 64, 3)
  expect(told.busiest[2]).toMatchObject({ cpu_share: null, promised_share: expect.any(Number) })
  expect(told.load).toMatchObject({ servers: 2, vcpus_used: expect.closeTo(4.4, 2) })
})

test('flows that wait for long, are at one step for long or have left something undone are told with their server', async () => {
  const server = await insertServer(compute.db, { name: 'web-1' })
  const [subject_id, flow] = [server.id, 'server-resize']
  await job({ flow, subject_id, request_id: 'req-fresh', created_at: new Date(), started_at: new Date() })
  await job({ flow: 'bulk-run', subject_id: 'no-server', request_id: 'req-waits', created_at: minutesAgo(2) })
  const slow = await insertAction(compute.db, server, 'resize')
  await beginEvent(compute.db, { serverId: server.id, requestId: slow }, 'copyDisks')
  await compute.db
    .updateTable('compute.instance_action_event')
    .set({ start_time: minutesAgo(30) })
    .where('event', '=', 'copyDisks')
    .execute()
  await job({ flow, subject_id, request_id: slow, created_at: minutesAgo(31), started_at: minutesAgo(31) })
  // It began long ago, and each of its steps is quick.
  const brisk = await insertAction(compute.db, server, 'migrate')
  await beginEvent(compute.db, { serverId: server.id, requestId: brisk }, 'claim')
  await job({ flow, subject_id, request_id: brisk, created_at: minutesAgo(40), started_at: minutesAgo(40) })
  const failed = { serverId: server.id, requestId: await insertAction(compute.db, server, 'rebuild') }
  await beginEvent(compute.db, failed, 'undo plug')
  await endEvent(compute.db, failed, 'undo plug', { message: 'The host is silent.', traceback: '' })
  await endAction(compute.db, failed, 'Error')
  const { flows } = await overview()
  expect(flows).toMatchObject({ running: 3, waiting: 1, in_trouble: 3 })
  expect(flows.list).toMatchObject([
    { trouble: 'slow', flow, action: 'resize', step: 'copyDisks', server_name: 'web-1', request_id: slow },
    { trouble: 'waiting', flow: 'bulk-run', server_id: null, step: null },
    { trouble: 'not-undone', flow: null, action: 'rebuild', step: 'undo plug', server_id: server.id },
  ])
})

test.each(['member', 'reader'])('it is nothing for a %s', async (as) => {
  expect((await compute.request('GET /kilonova/overview', { as })).status).toBe(403)
})
