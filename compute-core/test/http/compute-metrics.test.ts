import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eachFigure, eachOf } from '#domain/guest-metrics/guest-figures'
import { hostFigureNames } from '#domain/host/host-figures'
import type { Server } from '#domain/server/server'
import { newId } from '#platform/ids'
import { keepHostSample } from '#store/host-sample-store'
import { rollUpGuestSamples } from '#store/guest-sample-store'
import { insertServer } from '#test/insert-server'
import { measuredGuests } from '#test/measured-guests'
import { aFurnishedCompute, insertHost } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
let server: Server
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

beforeEach(async () => {
  // Nothing is in the averages yet, whatever another test has made of its samples.
  await compute.db
    .updateTable('compute.guest_sample_rolled')
    .set({ until: new Date(0) })
    .execute()
  const { projectId: project_id, userId: user_id } = compute.server
  server = await insertServer(compute.db, { project_id, user_id, host_id: compute.hostId, vcpus: 2 })
})

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
const measured = (seconds: number, value: number, of = server) =>
  measuredGuests(compute.db, { at: ago(seconds), guests: [of.id], figures: eachFigure(() => [value]) })
const metrics = async (range: string, as = 'reader') =>
  (await compute.request(`GET /kilonova/servers/${server.id}/metrics?range=${range}`, { as })).body.metrics

test('the last hour is as it was measured, with gaps where nothing was', async () => {
  for (const [seconds, value] of [
    [3700, 99],
    [1800, 10.123],
    [1770, 20],
    [60, 30],
    [30, 40],
  ] as const)
    await measured(seconds, value)
  const hour = await metrics('1h')
  expect(hour).toMatchObject({ server_id: server.id, range: '1h', step: 30, vcpus: 1, ram_mb: 512 })
  expect(hour.end - hour.start).toBeGreaterThan(3600 - 30)
  expect(hour.end - hour.start).toBeLessThanOrEqual(3600)
  expect(hour.average.cpu_percent).toEqual([10.12, 20, null, 30, 40])
  expect(hour.maximum.tx_packets_rate).toEqual([10.12, 20, null, 30, 40])
  expect(hour.times).toHaveLength(5)
  expect(hour.times.every((at: number) => at % 30 === 0 && at >= hour.start && at <= hour.end)).toBe(true)
})

test('a day and a week are averages and maxima, up to now', async () => {
  for (const seconds of [40_000, 40_030]) await measured(seconds, seconds === 40_000 ? 10 : 30)
  await rollUpGuestSamples(compute.db, '5min', new Date())
  await rollUpGuestSamples(compute.db, 'hour', new Date())
  await measured(0, 50)
  const day = await metrics('24h')
  expect(day.step).toBe(300)
  expect([...day.average.memory_mb].slice(-2)).toEqual([null, 50])
  expect(Math.max(...day.maximum.memory_mb)).toBe(50)
  expect(day.maximum.memory_mb).toContain(30)
  const week = await metrics('7d')
  expect(week.step).toBe(3600)
  expect(week.maximum.memory_mb.slice(-1)).toEqual([50])
  expect(week.end - week.start).toBeGreaterThan(7 * 86_400 - 3600)
})

test('without a range it is the last hour; another one is refused', async () => {
  const path = `GET /kilonova/servers/${server.id}/metrics`
  expect((await compute.request(path)).body.metrics.range).toBe('1h')
  const { status, body } = await compute.request(`${path}?range=2h`)
  expect({ status, message: body.badRequest?.message }).toEqual({
    status: 400,
    message: 'Invalid input for query parameter range. It must be 1h, 24h or 7d.',
  })
})

test('a server of another project is not found, unless it is an administrator who asks', async () => {
  const path = `GET /kilonova/servers/${server.id}/metrics`
  expect((await compute.request(path, { as: 'other' })).status).toBe(404)
  expect((await compute.request(path, { as: 'admin' })).status).toBe(200)
  expect((await compute.request(path, { as: '' })).status).toBe(401)
})

test('a server that was never measured has no points', async () => {
  expect(await metrics('24h')).toMatchObject({ times: [], average: { cpu_percent: [] } })
})

const latest = async (servers: string[], as = 'reader') =>
  (await compute.request(`GET /kilonova/metrics/latest?servers=${servers.join(',')}`, { as })).body.metrics

test('the list has what each server uses now and the CPU of its last hour, and none of another project', async () => {
  const theirs = await insertServer(compute.db, { project_id: 'theirs' })
  const silent = await insertServer(compute.db, { project_id: server.projectId })
  await measured(1200, 10)
  await measured(2, 30)
  await measured(2, 80, theirs)
  const ids = [server.id, theirs.id, silent.id, newId<string>()]
  const own = await latest(ids)
  expect(own).toHaveLength(2)
  const of = (id: string) => own.find((each: { server_id: string }) => each.server_id === id)
  const first = of(server.id)
  expect(first).toMatchObject({ cpu_percent: 30, memory_mb: 30, measured_at: expect.stringMatching(/Z$/) })
  expect(first.cpu_percent_hour).toHaveLength(12)
  expect(first.cpu_percent_hour.filter((value: number | null) => value !== null)).toEqual([10, 30])
  expect(of(silent.id)).toEqual({
    server_id: silent.id,
    cpu_percent: null,
    memory_mb: null,
    measured_at: null,
    cpu_percent_hour: Array.from({ length: 12 }, () => null),
  })
  expect(await latest(ids, 'admin')).toHaveLength(3)
})

test.each(['nonsense', `${newId<string>()},`, Array.from({ length: 251 }, () => newId<string>()).join(',')])(
  'a list of what are no servers is refused, and one that is too long (%#)',
  async (servers) => {
    const { status, body } = await compute.request(`GET /kilonova/metrics/latest?servers=${servers}`)
    expect({ status, message: body.badRequest?.message }).toMatchObject({
      status: 400,
      message: expect.stringContaining('Invalid input for query parameter servers.'),
    })
  },
)

test('what of a host was in use over time is shown as it was measured, with what the host has', async () => {
  const host = { id: await insertHost(compute.db, 'measured'), name: 'measured' }
  const figures = (value: number) => eachOf(hostFigureNames, () => value)
  for (const [seconds, value] of [
    [3700, 99],
    [60, 10.123],
    [30, 20],
  ] as const)
    await keepHostSample(compute.db, { at: ago(seconds), hostName: host.name, figures: figures(value) })
  const read = async (range = '') =>
    (await compute.request(`GET /kilonova/hosts/${host.name}/metrics${range}`, { as: 'admin' })).body.metrics
  const hour = await read()
  expect(hour).toMatchObject({
    host: host.name,
    range: '1h',
    step: 30,
    interval: 30,
    cpus: 8,
    ram_mb: 16_384,
    disk_gb: 200,
  })
  expect(hour.average.cpu_percent).toEqual([10.12, 20])
  expect(hour.maximum.tx_bytes_rate).toEqual([10.12, 20])
  const day = await read('?range=24h')
  expect(day.step).toBe(300)
  expect(Math.max(...day.maximum.load)).toBe(99)
  expect((await read('?range=7d')).step).toBe(3600)
})

test('a host that nobody knows has no metrics, one that was never measured no points, and no range is made up', async () => {
  await insertHost(compute.db, 'silent')
  const asked = async (path: string, as = 'admin') => compute.request(`GET /kilonova/hosts/${path}`, { as })
  expect((await asked('silent/metrics')).body.metrics).toMatchObject({ times: [], average: { load: [] } })
  expect((await asked('nobody/metrics')).status).toBe(404)
  expect((await asked('silent/metrics?range=1y')).status).toBe(400)
  for (const as of ['member', 'reader']) expect((await asked('silent/metrics', as)).status).toBe(403)
})

test('what the guests of hosts use together is for administrators', async () => {
  await measured(2, 50)
  expect((await compute.request('GET /kilonova/metrics/hosts')).status).toBe(403)
  const { body } = await compute.request('GET /kilonova/metrics/hosts', { as: 'admin' })
  const host = body.metrics.find((each: { vcpus_used: number }) => each.vcpus_used >= 1)
  expect(host).toMatchObject({ servers: expect.any(Number), memory_mb: expect.any(Number) })
})
