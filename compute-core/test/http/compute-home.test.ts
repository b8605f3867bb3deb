import { expect, test } from 'vitest'
import { failed } from '#platform/errors'
import { writeJob } from '#platform/flow/jobs'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { endAction } from '#store/server-action-store'
import { recordFault } from '#store/server-fault-store'
import { insertServer } from '#test/insert-server'
import { measuredGuests } from '#test/measured-guests'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertAction } from './support/a-furnished-compute.ts'

const projectOf = (compute: TestCompute, name = 'member') => compute.callers.get(name)!.projectId!
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

/** Writes a server; one that is deleted is not read back. */
const insertAny = (compute: TestCompute, what: Parameters<typeof insertServer>[1]) =>
  insertServer(compute.db, { project_id: projectOf(compute), ...what }).catch((error: Error) => {
    if (!what?.deleted_at) throw error
  })

/** What the home page of a project asks for. */
const read = async (compute: TestCompute, path: string, as = 'reader') =>
  (await compute.request(`GET /kilonova/${path}`, { as })).body

test('attention is for servers in error, resized and soft-deleted, with reasons and the time at which the cloud acts', async () => {
  await using compute = await aCompute(undefined, { resize_confirm_window: 3600, reclaim_instance_interval: 600 })
  const mine = (what: object) => insertServer(compute.db, { project_id: projectOf(compute), ...what })
  const broken = await mine({ name: 'broken', vm_state: 'error' })
  await recordFault(compute.db, broken.id, failed('No host is large enough.'), 'req-1')
  const resizedAt = minutesAgo(10)
  await mine({ name: 'larger', vm_state: 'resized', resized_at: resizedAt })
  await mine({ name: 'being-confirmed', vm_state: 'resized', task_state: 'resize_confirming', resized_at: resizedAt })
  const deletedAt = minutesAgo(3)
  await mine({ name: 'binned', vm_state: 'soft-delete', soft_deleted_at: deletedAt })
  await mine({ name: 'well' })
  await insertAny(compute, { name: 'gone', vm_state: 'error', deleted_at: new Date() })
  await insertServer(compute.db, { name: 'theirs', vm_state: 'error', project_id: projectOf(compute, 'other') })
  const { attention } = await read(compute, 'attention')
  expect(attention.totals).toEqual({ error: 1, resized: 1, 'soft-deleted': 1 })
  expect(attention.servers).toMatchObject([
    { name: 'broken', kind: 'error', reason: 'No host is large enough.', due_at: null },
    { name: 'larger', kind: 'resized', reason: null, due_at: new Date(resizedAt.getTime() + 3_600_000).toISOString() },
    { name: 'binned', kind: 'soft-deleted', due_at: new Date(deletedAt.getTime() + 600_000).toISOString() },
  ])
  expect((await read(compute, 'attention?all_tenants=true', 'admin')).attention.totals.error).toBe(2)
  expect((await compute.request('GET /kilonova/attention?all_tenants=true')).status).toBe(403)
})

test('of many servers that need somebody five of each kind are listed, and all are counted', async () => {
  await using compute = await aCompute()
  for (let index = 0; index < 7; index += 1)
    await insertServer(compute.db, { project_id: projectOf(compute), name: `broken-${index}`, vm_state: 'error' })
  const { attention } = await read(compute, 'attention')
  expect(attention.totals.error).toBe(7)
  expect(attention.servers).toHaveLength(5)
})

test('a cloud that never acts by itself names no time for it', async () => {
  await using compute = await aCompute()
  await insertServer(compute.db, { project_id: projectOf(compute), vm_state: 'resized', resized_at: new Date() })
  expect((await read(compute, 'attention')).attention.servers).toMatchObject([{ kind: 'resized', due_at: null }])
})

test('activity is counted for each day by how it went, quiet days included, in the time zone that is asked for', async () => {
  await using compute = await aCompute()
  const { db } = compute
  const server = await insertServer(db, { project_id: projectOf(compute) })
  const at = (requestId: string, time: Date) =>
    db.updateTable('compute.instance_action').set({ start_time: time }).where('request_id', '=', requestId).execute()
  const noon = new Date(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`)
  const daysBefore = (days: number, hours = 0) => new Date(noon.getTime() - days * 86_400_000 + hours * 3_600_000)
  await at(await insertAction(db, server, 'stop'), daysBefore(2))
  const failing = await insertAction(db, server, 'resize')
  await endAction(db, { serverId: server.id, requestId: failing }, 'Error')
  await at(failing, daysBefore(2))
  const running = await insertAction(db, server, 'reboot')
  await writeJob(db, { flow: 'server-reboot', subjectId: server.id, params: {}, requestId: running })
  await at(running, daysBefore(0, -11))
  await at(await insertAction(db, server, 'start'), daysBefore(30))
  const theirs = await insertServer(db, { project_id: projectOf(compute, 'other') })
  await insertAction(db, theirs, 'stop')
  const { activity_counts: counts } = await read(compute, 'activity-counts')
  expect(counts).toHaveLength(7)
  expect(counts[4]).toMatchObject({ done: 1, failed: 1, running: 0 })
  expect(counts[4].start).toBe(`${counts[4].date}T00:00:00.000Z`)
  expect(counts[5]).toMatchObject({ done: 0, failed: 0, running: 0 })
  expect(counts[6]).toMatchObject({ date: noon.toISOString().slice(0, 10), done: 0, failed: 0, running: 1 })
  const ofOther = `activity-counts?days=1&project_id=${projectOf(compute, 'other')}`
  expect((await read(compute, ofOther, 'admin')).activity_counts).toMatchObject([{ done: 1 }])
  expect((await compute.request(`GET /kilonova/${ofOther}`)).status).toBe(403)
  expect((await read(compute, 'activity-counts?days=1&all_tenants=1', 'admin')).activity_counts).toMatchObject([
    { done: 1, running: 1 },
  ])
  // One o'clock in Greenwich is still the day before in Los Angeles.
  const inLosAngeles = (await read(compute, 'activity-counts?days=3&time_zone=America/Los_Angeles')).activity_counts
  expect(inLosAngeles).toHaveLength(3)
  const yesterday = inLosAngeles.find(({ date }: { date: string }) => date === daysBefore(1).toISOString().slice(0, 10))
  expect(yesterday).toMatchObject({ running: 1 })
})

test.each(['days=0', 'days=91', 'days=x', 'time_zone=Nowhere/Here', 'time_zone=%2B02:00', "time_zone=a'b"])(
  'counts of activity with %s are a 400',
  async (query) => {
    await using compute = await aCompute()
    expect((await compute.request(`GET /kilonova/activity-counts?${query}`)).status).toBe(400)
  },
)

test('usage of each day adds up to what os-simple-tenant-usage says of the whole span', async () => {
  await using compute = await aCompute()
  const hour = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours))
  const mine = (what: object) => insertServer(compute.db, { project_id: projectOf(compute), ...what })
  await insertAny(compute, { launched_at: hour(-40), terminated_at: hour(6), deleted_at: hour(6), vm_state: 'deleted' })
  await mine({ launched_at: hour(8) })
  await mine({ launched_at: hour(90) })
  await mine({ launched_at: null })
  await insertServer(compute.db, { launched_at: hour(0), project_id: projectOf(compute, 'other') })
  const span = 'start=2026-01-01T04:00:00&end=2026-01-03T12:00:00'
  const { usage_per_day: days } = await read(compute, `usage-per-day?${span}`)
  expect(days).toMatchObject([
    { date: '2026-01-01', start: hour(4).toISOString(), stop: hour(24).toISOString(), servers: 2, hours: 18 },
    { date: '2026-01-02', servers: 1, hours: 24, vcpu_hours: 24, memory_mb_hours: 24 * 512 },
    { date: '2026-01-03', stop: hour(60).toISOString(), servers: 1, hours: 12 },
  ])
  const { tenant_usage: whole } = (
    await compute.request(`GET /os-simple-tenant-usage/${projectOf(compute)}?${span}`, { as: 'reader' })
  ).body
  const sum = (name: string) => days.reduce((all: number, day: Record<string, number>) => all + day[name]!, 0)
  expect(sum('hours')).toBeCloseTo(whole.total_hours, 9)
  expect(sum('vcpu_hours')).toBeCloseTo(whole.total_vcpus_usage, 9)
  expect(sum('memory_mb_hours')).toBeCloseTo(whole.total_memory_mb_usage, 6)
  expect(sum('disk_gb_hours')).toBeCloseTo(whole.total_local_gb_usage, 9)
})

test('a day is as long as it is in its time zone: 23 hours when summer time begins', async () => {
  await using compute = await aCompute()
  await insertServer(compute.db, { project_id: projectOf(compute), launched_at: new Date('2026-01-01') })
  const span = 'start=2026-03-28T23:00:00Z&end=2026-03-30T22:00:00Z&time_zone=Europe/Berlin'
  const { usage_per_day: days } = await read(compute, `usage-per-day?${span}`)
  expect(days).toMatchObject([
    { date: '2026-03-29', hours: 23 },
    { date: '2026-03-30', hours: 24 },
  ])
})

test('usage per day ends now, is empty where nothing ran, and of all projects is for administrators', async () => {
  await using compute = await aCompute()
  await insertServer(compute.db, { project_id: projectOf(compute, 'other'), launched_at: minutesAgo(60) })
  const { usage_per_day: days } = await read(compute, 'usage-per-day?end=2100-01-01T00:00:00')
  expect(days.length).toBeGreaterThanOrEqual(30)
  expect(Date.parse(days.at(-1).stop)).toBeLessThanOrEqual(Date.now())
  expect(days.every(({ servers, hours }: { servers: number; hours: number }) => servers === 0 && hours === 0)).toBe(
    true,
  )
  const all = await compute.request('GET /kilonova/usage-per-day?all_tenants=true', { as: 'admin' })
  expect(all.body.usage_per_day.some(({ servers }: { servers: number }) => servers === 1)).toBe(true)
  expect((await compute.request('GET /kilonova/usage-per-day?all_tenants=true', { as: 'reader' })).status).toBe(403)
})

test.each(['start=2100-01-01', 'start=2026-01-02&end=2026-01-01', 'start=2020-01-01', 'start=tomorrow', 'time_zone=x'])(
  'usage per day with %s is a 400',
  async (query) => {
    await using compute = await aCompute()
    expect((await compute.request(`GET /kilonova/usage-per-day?${query}`)).status).toBe(400)
  },
)

test('what the servers of a project use is added up, that of others left out', async () => {
  await using compute = await aCompute()
  const measured = async (projectId: string, vcpus: number, seconds: number) => {
    const { id } = await insertServer(compute.db, { project_id: projectId, vcpus })
    const at = new Date(Date.now() - seconds * 1000)
    await measuredGuests(compute.db, { at, guests: [id], figures: eachFigure(() => [50]) })
  }
  await measured(projectOf(compute), 2, 10)
  await measured(projectOf(compute), 4, 10)
  await measured(projectOf(compute), 8, 1200)
  await measured(projectOf(compute, 'other'), 16, 10)
  const { metrics } = await read(compute, 'metrics/project')
  expect(metrics).toMatchObject({ servers: 2, vcpus_used: 3, memory_mb: 100 })
  expect(metrics.vcpus_used_hour).toHaveLength(12)
  const known: number[] = metrics.vcpus_used_hour.filter((value: number | null) => value !== null)
  expect(known.reduce((all, value) => all + value, 0)).toBe(7)
})
