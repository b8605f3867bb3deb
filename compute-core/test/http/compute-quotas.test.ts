import { expect, test } from 'vitest'
import { aCompute } from './support/a-compute.ts'

const aServer = (imageId: string, what: object = {}) => ({
  server: { name: 'web', imageRef: imageId, flavorRef: '1', ...what },
})

test('fifty creates at once against a quota of ten make exactly ten', async () => {
  await using compute = await aCompute({ instances: 10 })
  const response = await Promise.all(
    Array.from({ length: 50 }, () => compute.request('POST /servers', { body: aServer(compute.imageId) })),
  )
  expect(response.filter(({ status }) => status === 202)).toHaveLength(10)
  const refused = response.filter(({ status }) => status === 403)
  expect(refused).toHaveLength(40)
  expect(refused[0]!.body.forbidden.message).toContain('instances: 1 asked, 10 of 10 used')
  expect((await compute.request('GET /servers')).body.servers).toHaveLength(10)
  expect(compute.dispatched).toHaveLength(10)
})

test('a request for many gets as many as there is room for, and at least its least', async () => {
  await using compute = await aCompute({ instances: 3 })
  const some = await compute.request('POST /servers', {
    body: aServer(compute.imageId, { min_count: 1, max_count: 5 }),
  })
  expect(some.status).toBe(202)
  expect((await compute.request('GET /limits')).body.limits.absolute).toMatchObject({
    totalInstancesUsed: 3,
    totalCoresUsed: 3,
    totalRAMUsed: 384,
  })
  const more = await compute.request('POST /servers', {
    body: aServer(compute.imageId, { min_count: 1, max_count: 5 }),
  })
  expect(more.status).toBe(403)
})

test('one request makes 1000 servers at most, also where the quota has no limit', async () => {
  await using compute = await aCompute({ instances: -1, cores: -1, ram: -1 })
  const ask = (counts: object) => compute.request('POST /servers', { body: aServer(compute.imageId, counts) })
  expect((await ask({ min_count: 1_000_000_000 })).status).toBe(400)
  expect((await ask({ max_count: 1_000_000_000 })).status).toBe(202)
  expect((await compute.request('GET /limits')).body.limits.absolute.totalInstancesUsed).toBe(1000)
}, 60_000)

test('cores and memory are counted too', async () => {
  await using compute = await aCompute({ cores: 2, ram: 5000 })
  const cores = await compute.request('POST /servers', { body: aServer(compute.imageId, { flavorRef: '6' }) })
  expect(cores.body.forbidden.message).toMatch(/cores: 4 asked, 0 of 2 used; ram: 8192 asked, 0 of 5000 used/)
})

test('a project’s own limit goes before the class’s, and that before the settings', async () => {
  await using compute = await aCompute({ instances: 10 })
  const project = compute.callers.get('member')!.projectId
  const limit = async () => (await compute.request(`GET /os-quota-sets/${project}`)).body.quota_set.instances
  const put = (path: string, body: object) => compute.request(`PUT ${path}`, { as: 'admin', body })
  expect(await limit()).toBe(10)
  await put('/os-quota-class-sets/default', { quota_class_set: { instances: 7 } })
  expect(await limit()).toBe(7)
  await put(`/os-quota-sets/${project}`, { quota_set: { instances: '5' } })
  expect(await limit()).toBe(5)
  expect((await compute.request(`DELETE /os-quota-sets/${project}`, { as: 'admin' })).status).toBe(202)
  expect(await limit()).toBe(7)
})

test('a limit is not set below what is used, unless by force', async () => {
  await using compute = await aCompute()
  await compute.request('POST /servers', { body: aServer(compute.imageId, { min_count: 2 }) })
  const project = compute.callers.get('member')!.projectId
  const put = (quota_set: object) =>
    compute.request(`PUT /os-quota-sets/${project}`, { as: 'admin', body: { quota_set } })
  const low = await put({ instances: 1 })
  expect(low.status).toBe(400)
  expect(low.body.badRequest.message).toContain('at least what is used: 2')
  expect((await put({ instances: 1, force: true })).body.quota_set.instances).toBe(1)
})

test('a user is given at most what the project has left, and the project keeps what its users were given', async () => {
  await using compute = await aCompute({ instances: 10 })
  const project = compute.callers.get('member')!.projectId
  const put = async (quota_set: object, user = '') =>
    compute.request(`PUT /os-quota-sets/${project}${user}`, { as: 'admin', body: { quota_set } })
  expect((await put({ instances: 6 }, '?user_id=ada')).status).toBe(200)
  const tooMuch = await put({ instances: 5 }, '?user_id=bob')
  expect(tooMuch.status).toBe(400)
  expect(tooMuch.body.badRequest.message).toContain('at most what the project has left: 4')
  expect((await put({ instances: -1 }, '?user_id=bob')).status).toBe(400)
  expect((await put({ instances: 4 }, '?user_id=bob')).status).toBe(200)
  expect((await put({ instances: 9 })).body.badRequest.message).toContain('at least what users were given: 10')
  expect((await put({ instances: 9, force: true })).status).toBe(200)
})

test('the detail tells what is in use, groups of servers too', async () => {
  await using compute = await aCompute()
  const project = compute.callers.get('member')!.projectId
  await compute.request('POST /servers', { body: aServer(compute.imageId, { min_count: 2 }) })
  await compute.request('POST /os-server-groups', { body: { server_group: { name: 'g', policies: ['affinity'] } } })
  const { body } = await compute.request(`GET /os-quota-sets/${project}/detail`)
  expect(body.quota_set).toMatchObject({
    instances: { in_use: 2, limit: 10, reserved: 0 },
    server_groups: { in_use: 1, limit: 10, reserved: 0 },
    key_pairs: { in_use: 0, limit: 100, reserved: 0 },
  })
})

test.each<[string, object, string, number]>([
  ['a limit below -1', { instances: -2 }, '2.1', 400],
  ['a resource that there is not', { bananas: 1 }, '2.1', 400],
  ['networks from 2.36 on', { fixed_ips: 1 }, '2.36', 400],
  ['networks before', { fixed_ips: 1 }, '2.35', 200],
  ['files from 2.57 on', { injected_files: 1 }, '2.57', 400],
  ['text', { instances: 'many' }, '2.1', 400],
])('%s as a limit', async (_what, quota_set, version, status) => {
  await using compute = await aCompute()
  const project = compute.callers.get('member')!.projectId
  expect(
    (await compute.request(`PUT /os-quota-sets/${project}`, { as: 'admin', version, body: { quota_set } })).status,
  ).toBe(status)
})

test('quotas are for administrators to change, and a project’s own to read', async () => {
  await using compute = await aCompute()
  const project = compute.callers.get('member')!.projectId
  const body = { quota_set: { instances: 99 } }
  expect((await compute.request(`PUT /os-quota-sets/${project}`, { body })).status).toBe(403)
  expect((await compute.request(`GET /os-quota-sets/${project}`, { as: 'other' })).status).toBe(403)
  expect((await compute.request('GET /os-quota-sets/0123', { as: 'admin' })).status).toBe(400)
  expect((await compute.request(`GET /limits?tenant_id=${project}`, { as: 'other' })).status).toBe(403)
})
