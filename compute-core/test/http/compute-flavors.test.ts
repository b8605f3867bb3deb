import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedFlavors } from '#store/flavor-store'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const post = (flavor: object, options: object = {}) =>
  compute.request('POST /flavors', {
    as: 'admin',
    version: '2.75',
    body: { flavor: { ram: 64, vcpus: 1, disk: 1, ...flavor } },
    ...options,
  })
const ids = (response: { body: { flavors: { id: string }[] } }) => response.body.flavors.map(({ id }) => id)

test('a new cloud has its flavors, once', async () => {
  await compute.request('DELETE /flavors/7', { as: 'admin' })
  await seedFlavors(compute.db)
  expect(ids(await compute.request('GET /flavors'))).toEqual(['1', '2', '3', '4', '5', '6'])
})

test.each([
  ['minRam=4096', ['5', '6']],
  ['minDisk=20&sort_key=memory_mb&sort_dir=desc', ['6', '5', '4']],
  ['sort_key=name&limit=2', ['6', '5']],
])('flavors with %s', async (query, expected) => {
  expect(ids(await compute.request(`GET /flavors/detail?${query}`))).toEqual(expected)
})

test('flavors go by pages both ways', async () => {
  for (const direction of ['asc', 'desc']) {
    const first = await compute.request(`GET /flavors?limit=4&sort_key=memory_mb&sort_dir=${direction}`)
    const href: string = first.body.flavors_links[0].href
    const rest = await compute.request(`GET ${href.slice('http://cloud.test'.length)}`)
    const expected = ['1', '2', '3', '4', '5', '6']
    expect([...ids(first), ...ids(rest)]).toEqual(direction === 'asc' ? expected : expected.toReversed())
  }
})

test.each([
  ['limit=-1', '2.1'],
  ['minRam=much', '2.1'],
  ['sort_key=colour', '2.1'],
  ['marker=nope', '2.1'],
  ['colour=red', '2.75'],
  ['sort_key=rxtx_factor', '2.102'],
])('flavors with %s at %s are refused', async (query, version) => {
  expect((await compute.request(`GET /flavors?${query}`, { version })).status).toBe(400)
})

test('from 2.102 on flavors are found by name', async () => {
  expect(ids(await compute.request('GET /flavors?name=mi', { version: '2.102' }))).toEqual(['2'])
})

test('a flavor is made, described and deleted by administrators only', async () => {
  expect((await post({ name: 'x' }, { as: 'member' })).status).toBe(403)
  const made = await post({ name: 'mine', id: 'mine', description: 'small' })
  expect(made.body.flavor).toMatchObject({ id: 'mine', swap: 0, description: 'small', rxtx_factor: 1, extra_specs: {} })
  expect((await post({ name: 'mine' })).status).toBe(409)
  expect((await post({ name: 'other', id: 'mine' })).status).toBe(409)
  const body = { flavor: { description: null } }
  expect(
    (await compute.request('PUT /flavors/mine', { as: 'admin', version: '2.55', body })).body.flavor.description,
  ).toBeNull()
  expect((await compute.request('DELETE /flavors/mine')).status).toBe(403)
  expect((await compute.request('DELETE /flavors/mine', { as: 'admin' })).status).toBe(202)
  expect((await compute.request('DELETE /flavors/mine', { as: 'admin' })).status).toBe(404)
})

test.each<[string, object, string]>([
  ['no memory', { name: 'a', ram: 0 }, '2.1'],
  ['too much', { name: 'a', ram: 2_147_483_648 }, '2.1'],
  ['no name', {}, '2.1'],
  ['an id with a slash', { name: 'a', id: 'a/b' }, '2.1'],
  ['a description before 2.55', { name: 'a', description: 'x' }, '2.54'],
  ['a factor from 2.102 on', { name: 'a', rxtx_factor: 1 }, '2.102'],
  ['a fraction', { name: 'a', vcpus: 1.5 }, '2.1'],
])('a flavor with %s is refused', async (_what, flavor, version) => {
  expect((await post(flavor, { version })).status).toBe(400)
})

test('a private flavor is for those who were given it', async () => {
  await post({ name: 'secret', id: 'secret', 'os-flavor-access:is_public': false })
  // It is nobody's at first, not even its maker's project's.
  const access = await compute.request('GET /flavors/secret/os-flavor-access', { as: 'admin' })
  expect(access.body).toEqual({ flavor_access: [] })
  const show = async (as: string) => (await compute.request('GET /flavors/secret', { as })).status
  const act = (body: object, version = '2.7') =>
    compute.request('POST /flavors/secret/action', { as: 'admin', version, body })
  const tenant = compute.callers.get('member')!.projectId
  expect(await show('member')).toBe(404)
  expect((await act({ addTenantAccess: { tenant } })).status).toBe(200)
  expect(await show('member')).toBe(200)
  expect(await show('other')).toBe(404)
  expect((await act({ addTenantAccess: { tenant } })).status).toBe(409)
  expect((await act({ addTenantAccess: { tenant: 'nobody' } })).status).toBe(400)
  expect((await act({ removeTenantAccess: { tenant } })).status).toBe(200)
  expect((await act({ removeTenantAccess: { tenant } })).status).toBe(404)
  expect(await show('member')).toBe(404)
  expect(ids(await compute.request('GET /flavors?is_public=none', { as: 'admin' }))).toContain('secret')
  const toPublic = { as: 'admin', version: '2.7', body: { addTenantAccess: { tenant } } }
  expect((await compute.request('POST /flavors/1/action', toPublic)).status).toBe(409)
})

test('extra specs come and go one by one', async () => {
  const path = '/flavors/1/os-extra_specs'
  const as = 'admin'
  await compute.request(`POST ${path}`, { as, body: { extra_specs: { 'hw:cpu_policy': 'shared', level: 3 } } })
  expect((await compute.request(`GET ${path}`)).body).toEqual({
    extra_specs: { 'hw:cpu_policy': 'shared', level: '3' },
  })
  expect((await compute.request(`PUT ${path}/level`, { as, body: { level: '4' } })).body).toEqual({ level: '4' })
  expect((await compute.request(`PUT ${path}/level`, { as, body: { other: '4' } })).status).toBe(400)
  expect((await compute.request(`DELETE ${path}/level`, { as })).status).toBe(200)
  expect((await compute.request(`DELETE ${path}/level`, { as })).status).toBe(404)
  expect((await compute.request(`POST ${path}`, { body: { extra_specs: { a: 'b' } } })).status).toBe(403)
})

test.each([
  ['POST', '', { extra_specs: { 'hw:cpu_policy': 'sometimes' } }],
  ['PUT', '/hw:cpu_policy', { 'hw:cpu_policy': 'sometimes' }],
])('%s of an extra spec that cannot be meant so is refused from 2.86 on', async (method, below, body) => {
  const put = (version: string) =>
    compute.request(`${method} /flavors/2/os-extra_specs${below}`, { as: 'admin', version, body })
  expect((await put('2.85')).status).toBe(200)
  const { status, body: fault } = await put('2.86')
  expect(status).toBe(400)
  expect(fault.badRequest.message).toContain('dedicated or shared or mixed')
})

test('administrators learn how many servers there are of each flavor, in all projects', async () => {
  const some = [
    { name: 'a', flavor_id: 'counted', project_id: compute.callers.get('member')!.projectId! },
    { name: 'b', flavor_id: 'counted', project_id: compute.callers.get('other')!.projectId! },
  ]
  for (const server of some) await insertServer(compute.db, server)
  const { body } = await compute.request('GET /kilonova/flavor-use', { as: 'admin' })
  expect(body.flavor_use).toContainEqual({ flavor_id: 'counted', servers: 2 })
  expect((await compute.request('GET /kilonova/flavor-use')).status).toBe(403)
})
