import { expect, test } from 'vitest'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'

const asAdmin = (compute: TestCompute, path: string) =>
  compute.request(`GET ${path}`, { as: 'admin', version: '2.104' })

/** Servers of two projects, one of which is gone, that ran from the end of October to the middle of November. */
async function someUse({ db, callers }: TestCompute): Promise<string> {
  const project_id = callers.get('member')!.projectId!
  await insertServer(db, { project_id, launched_at: new Date('2026-10-30T12:00:00Z') })
  const gone = await insertServer(db, { project_id, launched_at: new Date('2026-11-01T06:00:00Z') })
  const end = new Date('2026-11-03T12:00:00Z')
  await db
    .updateTable('compute.server')
    .set({ terminated_at: end, deleted_at: end })
    .where('id', '=', gone.id)
    .execute()
  const early = { project_id: 'gone', launched_at: new Date('2026-10-31T00:00:00Z') }
  const { id } = await insertServer(db, early)
  const before = new Date('2026-11-01T00:00:00Z')
  await db
    .updateTable('compute.server')
    .set({ terminated_at: before, deleted_at: before })
    .where('id', '=', id)
    .execute()
  return project_id
}

const span = 'start=2026-10-30T00:00:00&end=2026-11-05T00:00:00'

test('what each project used is what os-simple-tenant-usage says of it, deleted servers and projects that are gone included', async () => {
  await using compute = await aCompute()
  const mine = await someUse(compute)
  const { usage } = (await asAdmin(compute, `/kilonova/usage-by-project?${span}`)).body
  const { tenant_usages: told } = (await asAdmin(compute, `/os-simple-tenant-usage?${span}`)).body
  expect(usage.map((one: { project_id: string }) => one.project_id)).toEqual([mine, 'gone'])
  expect(usage[0]).toMatchObject({ project_name: 'demo', servers: 2, servers_now: 1 })
  expect(usage[1]).toMatchObject({ project_name: null, servers: 1, servers_now: 0, hours: 24 })
  expect(told).toHaveLength(2)
  for (const one of usage) {
    const its = told.find(({ tenant_id: id }: { tenant_id: string }) => id === one.project_id)
    expect(one.hours).toBeCloseTo(its.total_hours, 9)
    expect(one.vcpu_hours).toBeCloseTo(its.total_vcpus_usage, 9)
    expect(one.memory_mb_hours).toBeCloseTo(its.total_memory_mb_usage, 6)
    expect(one.disk_gb_hours).toBeCloseTo(its.total_local_gb_usage, 9)
  }
})

test('days and months add up to the whole, and begin where the person lives', async () => {
  await using compute = await aCompute()
  const mine = await someUse(compute)
  const ask = async (more: string) =>
    (await asAdmin(compute, `/kilonova/usage-by-period?${span}&measure=hours&${more}`)).body.usage_by_period
  const days = await ask('step=day')
  expect(days.starts).toHaveLength(6)
  expect(days.projects).toMatchObject([
    { project_id: mine, project_name: 'demo', amounts: [12, 24, 42, 48, 36, 24] },
    { project_id: 'gone', project_name: null, amounts: [0, 24, 0, 0, 0, 0] },
  ])
  const months = await ask('step=month&time_zone=Europe/Berlin')
  // In Berlin November began an hour earlier.
  expect(months.starts).toEqual(['2026-10-30T00:00:00.000Z', '2026-10-31T23:00:00.000Z'])
  expect(months.projects.map(({ amounts }: { amounts: number[] }) => amounts)).toEqual([
    [35, 151],
    [23, 1],
  ])
})

test('those that used little are told together', async () => {
  await using compute = await aCompute()
  const mine = await someUse(compute)
  const { body } = await asAdmin(compute, `/kilonova/usage-by-period?${span}&measure=hours&top=1`)
  expect(body.usage_by_period.projects).toMatchObject([
    { project_id: mine },
    { project_id: null, amounts: [0, 24, 0, 0, 0, 0] },
  ])
})

test('usage of a project by the day is for its people and for administrators', async () => {
  await using compute = await aCompute()
  const mine = await someUse(compute)
  const path = `/kilonova/usage-per-day?${span}&project_id=${mine}`
  expect((await asAdmin(compute, path)).body.usage_per_day[0]).toMatchObject({ date: '2026-10-30', hours: 12 })
  expect((await compute.request(`GET ${path}`)).status).toBe(200)
  expect((await compute.request(`GET ${path}`, { as: 'other' })).status).toBe(403)
})

test.each(['usage-by-project', 'usage-by-period'])('%s is for administrators', async (path) => {
  await using compute = await aCompute()
  expect((await compute.request(`GET /kilonova/${path}`)).status).toBe(403)
  expect((await asAdmin(compute, `/kilonova/${path}`)).status).toBe(200)
})

test.each([
  'step=year',
  'top=0',
  'top=21',
  'measure=money',
  'time_zone=Mars',
  'start=2020-01-01',
  'end=2020-01-01&start=2021-01-01',
])('usage by period with %s is a 400', async (query) => {
  await using compute = await aCompute()
  expect((await asAdmin(compute, `/kilonova/usage-by-period?${query}`)).status).toBe(400)
})
