import { expect, test } from 'vitest'
import { insertServer } from '#test/insert-server'
import { aCompute } from './support/a-compute.ts'

const hour = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours))

test('usage is the hours that servers ran within the span, deleted ones too', async () => {
  await using compute = await aCompute()
  const project_id = compute.callers.get('member')!.projectId!
  const mine = (what: object) => insertServer(compute.db, { project_id, ...what }).catch(() => undefined)
  await mine({ launched_at: hour(0), terminated_at: hour(6), deleted_at: hour(6), vm_state: 'deleted' })
  await mine({ launched_at: hour(8) })
  await mine({ launched_at: hour(50) })
  await mine({ launched_at: null })
  const span = 'start=2026-01-01T04:00:00&end=2026-01-01T10:00:00'
  const { body } = await compute.request(`GET /os-simple-tenant-usage/${project_id}?${span}`)
  expect(body.tenant_usage).toMatchObject({ total_hours: 4, total_vcpus_usage: 4, total_memory_mb_usage: 2048 })
  expect(body.tenant_usage.server_usages.map(({ state }: { state: string }) => state).toSorted()).toEqual([
    'active',
    'terminated',
  ])
  const none = await compute.request(
    `GET /os-simple-tenant-usage/${project_id}?start=2020-01-01T00:00:00&end=2020-01-02T00:00:00`,
  )
  expect(none.body).toEqual({ tenant_usage: {} })
})

test.each([
  ['', 200],
  ['?detailed=1', 200],
  ['?end=2100-01-01T00:00:00', 200],
  ['?end=2026-01-01T00:00:00', 400],
  ['?start=2100-01-01T00:00:00', 400],
  ['?start=2026-02-30T00:00:00', 400],
  ['?start=2026-01-02T00:00:00&end=2026-01-01T00:00:00', 400],
  ['?start=tomorrow', 400],
  ['?start=2026-01-01T00:00:00', 200],
  ['?start=2026-01-01T00:00:00&marker=nope', 400],
])('usage with %s is %i', async (query, status) => {
  await using compute = await aCompute()
  const request = (as: string) => compute.request(`GET /os-simple-tenant-usage${query}`, { as, version: '2.40' })
  expect((await request('admin')).status).toBe(status)
  expect((await request('member')).status).toBe(403)
})

test('the span is shown with all the digits that it was asked with', async () => {
  await using compute = await aCompute()
  const project_id = compute.callers.get('member')!.projectId!
  await insertServer(compute.db, { project_id, launched_at: hour(0) })
  const span = 'start=2026-01-01T15:02:11.809698&end=2026-01-02T00:00:00.5'
  const { body } = await compute.request(`GET /os-simple-tenant-usage/${project_id}?${span}`)
  expect(body.tenant_usage).toMatchObject({ start: '2026-01-01T15:02:11.809698', stop: '2026-01-02T00:00:00.500000' })
})
