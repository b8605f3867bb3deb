import { afterAll, beforeAll, expect, test } from 'vitest'
import { aCompute, type RequestOptions, type TestCompute } from './support/a-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute({ instances: -1, cores: -1, ram: -1, server_groups: -1, server_group_members: 3 })
})
afterAll(() => compute[Symbol.asyncDispose]())

const post = (server_group: object, options: RequestOptions = {}) =>
  compute.request('POST /os-server-groups', { version: '2.64', body: { server_group }, ...options })
const aGroup = async (policy = 'anti-affinity', options: RequestOptions = {}) =>
  (await post({ name: 'g', policy }, options)).body.server_group.id as string
const create = (group: unknown, what: object = {}, options: RequestOptions = {}) =>
  compute.request('POST /servers', {
    version: '2.71',
    body: {
      server: { name: 'web', imageRef: compute.imageId, flavorRef: '1', networks: 'none', ...what },
      'os:scheduler_hints': { group },
    },
    ...options,
  })
const members = async (id: string) =>
  (await compute.request(`GET /os-server-groups/${id}`, { as: 'admin' })).body.server_group.members as string[]

test('a group has its policy and rules, and says whose it is', async () => {
  const { status, body } = await post({ name: 'ha', policy: 'anti-affinity', rules: { max_server_per_host: '3' } })
  expect(status).toBe(200)
  const { projectId, userId } = compute.callers.get('member')!
  expect(body.server_group).toEqual({
    id: expect.any(String),
    name: 'ha',
    policy: 'anti-affinity',
    rules: { max_server_per_host: 3 },
    members: [],
    project_id: projectId,
    user_id: userId,
  })
  const old = await compute.request(`GET /os-server-groups/${body.server_group.id}`)
  expect(old.body.server_group).toEqual({
    id: body.server_group.id,
    name: 'ha',
    policies: ['anti-affinity'],
    members: [],
    metadata: {},
  })
})

test.each<[string, string, object, number]>([
  ['two policies', '2.1', { name: 'a', policies: ['affinity', 'anti-affinity'] }, 400],
  ['no policy', '2.1', { name: 'a', policies: [] }, 400],
  ['no policies at all', '2.1', { name: 'a' }, 400],
  ['a policy that there is not', '2.1', { name: 'a', policies: ['near'] }, 400],
  ['a soft policy before 2.15', '2.14', { name: 'a', policies: ['soft-affinity'] }, 400],
  ['a soft policy from 2.15', '2.15', { name: 'a', policies: ['soft-affinity'] }, 200],
  ['one policy before 2.64', '2.63', { name: 'a', policy: 'affinity' }, 400],
  ['rules before 2.64', '2.63', { name: 'a', policies: ['affinity'], rules: {} }, 400],
  ['a list from 2.64', '2.64', { name: 'a', policies: ['affinity'] }, 400],
  ['rules for affinity', '2.64', { name: 'a', policy: 'affinity', rules: { max_server_per_host: 2 } }, 400],
  ['empty rules for affinity', '2.64', { name: 'a', policy: 'affinity', rules: {} }, 200],
  ['none on a host', '2.64', { name: 'a', policy: 'anti-affinity', rules: { max_server_per_host: 0 } }, 400],
  ['a rule that there is not', '2.64', { name: 'a', policy: 'anti-affinity', rules: { min: 1 } }, 400],
  ['an empty name', '2.64', { name: '', policy: 'affinity' }, 400],
  ['a name that is too long', '2.64', { name: 'x'.repeat(256), policy: 'affinity' }, 400],
  ['the longest name', '2.64', { name: 'x'.repeat(255), policy: 'affinity' }, 200],
  ['a field that there is not', '2.64', { name: 'a', policy: 'affinity', colour: 'red' }, 400],
])('a group with %s at %s', async (_what, version, group, status) => {
  expect((await post(group, { version })).status).toBe(status)
})

test('another project’s group is not found, and a reader makes none', async () => {
  const id = await aGroup()
  expect((await compute.request(`GET /os-server-groups/${id}`, { as: 'reader' })).status).toBe(200)
  expect((await post({ name: 'a', policy: 'affinity' }, { as: 'reader' })).status).toBe(403)
  expect((await compute.request(`DELETE /os-server-groups/${id}`, { as: 'reader' })).status).toBe(403)
  for (const method of ['GET', 'DELETE'])
    expect((await compute.request(`${method} /os-server-groups/${id}`, { as: 'other' })).status).toBe(404)
  expect((await compute.request('GET /os-server-groups/nothing')).status).toBe(404)
  expect((await compute.request(`DELETE /os-server-groups/${id}`)).status).toBe(204)
  expect((await compute.request(`DELETE /os-server-groups/${id}`)).status).toBe(404)
})

test('a list goes by limit and offset, and administrators may see everybody’s', async () => {
  const as = 'other'
  const ids = [await aGroup('affinity', { as }), await aGroup('affinity', { as }), await aGroup('affinity', { as })]
  const list = async (query: string, who = as, version = '2.75') => {
    const { status, body } = await compute.request(`GET /os-server-groups${query}`, { as: who, version })
    return status === 200 ? body.server_groups.map(({ id }: { id: string }) => id) : status
  }
  expect(await list('')).toEqual(ids)
  expect(await list('?limit=1&offset=1')).toEqual([ids[1]])
  expect(await list('?limit=0')).toEqual(ids)
  expect(await list('?offset=3')).toEqual([])
  expect(await list('?all_projects=1')).toEqual(ids)
  expect(await list('', 'admin')).toEqual([])
  expect(await list('?all_projects=1', 'admin')).toEqual(expect.arrayContaining(ids))
  for (const bad of ['limit=-1', 'offset=x', 'colour=red']) expect(await list(`?${bad}`)).toBe(400)
  expect(await list('?colour=red', as, '2.74')).toEqual(ids)
})

test('a server joins by its hint, is shown with its group, and leaves when it is deleted', async () => {
  const id = await aGroup()
  const made = await create(id)
  expect(made.status).toBe(202)
  const serverId = made.body.server.id as string
  expect(await members(id)).toEqual([serverId])
  const show = async (version: string) => (await compute.request(`GET /servers/${serverId}`, { version })).body.server
  expect((await show('2.71')).server_groups).toEqual([id])
  expect(await show('2.70')).not.toHaveProperty('server_groups')
  await compute.db
    .updateTable('compute.server')
    .set({ deleted_at: new Date(), vm_state: 'deleted' })
    .where('id', '=', serverId)
    .execute()
  expect(await members(id)).toEqual([])
})

test('a deleted group leaves its servers alone', async () => {
  const id = await aGroup()
  const { body } = await create(id)
  expect((await compute.request(`DELETE /os-server-groups/${id}`)).status).toBe(204)
  const shown = await compute.request(`GET /servers/${body.server.id}`, { version: '2.71' })
  expect(shown.body.server).toMatchObject({ server_groups: [] })
})

test.each<[string, unknown]>([
  ['unknown', '11111111-2222-3333-4444-555555555555'],
  ['not a uuid', 'blue'],
  ['not text', 7],
])('a hint with a group that is %s is refused', async (_what, group) => {
  expect((await create(group)).status).toBe(400)
})

test('a hint with another project’s group is refused as if there were none', async () => {
  expect((await create(await aGroup('affinity', { as: 'other' }))).status).toBe(400)
})

test('many at once never make more members than the quota', async () => {
  const id = await aGroup('affinity')
  const response = await Promise.all(Array.from({ length: 10 }, () => create(id)))
  expect(response.filter(({ status }) => status === 202)).toHaveLength(3)
  expect(response.find(({ status }) => status === 403)!.body.forbidden.message).toContain('3 of 3 used')
  expect(await members(id)).toHaveLength(3)
})

test('a request for many joins with as many as there is room for', async () => {
  const id = await aGroup('affinity')
  expect((await create(id, { min_count: 1, max_count: 5 })).status).toBe(202)
  expect(await members(id)).toHaveLength(3)
  expect((await create(await aGroup('affinity'), { min_count: 4 })).status).toBe(403)
})

test('many at once never make more groups than the quota, and limits tell of them', async () => {
  await using strict = await aCompute({ server_groups: 4 })
  const body = { server_group: { name: 'a', policies: ['affinity'] } }
  const response = await Promise.all(
    Array.from({ length: 12 }, () => strict.request('POST /os-server-groups', { body })),
  )
  expect(response.filter(({ status }) => status === 200)).toHaveLength(4)
  expect(response.filter(({ status }) => status === 403)).toHaveLength(8)
  expect((await strict.request('GET /limits')).body.limits.absolute).toMatchObject({ totalServerGroupsUsed: 4 })
  const project = strict.callers.get('member')!.projectId
  const detail = await strict.request(`GET /os-quota-sets/${project}/detail`, { version: '2.50' })
  expect(detail.body.quota_set.server_groups).toMatchObject({ in_use: 4, limit: 4 })
})
