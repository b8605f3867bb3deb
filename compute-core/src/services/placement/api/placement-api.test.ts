import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import { newHexId, newId, type HostId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { placementService } from '../postgres-placement.ts'
import { placementApi } from './placement-api.ts'

let scratch: ScratchDatabase
let app: Hono
const [projectId, userId] = [newHexId<ProjectId>(), newHexId<UserId>()]
const [big, small, server] = [newId<HostId>(), newId<HostId>(), newId<ServerId>()]

const caller = (roles: readonly string[]): Caller => ({
  userId,
  userName: 'ann',
  domain: { id: 'default', name: 'Default' },
  projectId,
  projectName: 'demo',
  projectDomainId: 'default',
  systemScope: false,
  roles,
  isAdmin: roles.includes('admin'),
  seesAll: roles.includes('admin'),
})
const people: Readonly<Record<string, Caller>> = { admin: caller(['admin']), ann: caller(['member', 'reader']) }

beforeAll(async () => {
  scratch = await scratchDatabase()
  const authenticate = async (token: string) => people[token]
  app = new Hono({ strict: false }).route(
    '/placement',
    placementApi({ db: scratch.db, authenticate, log: silentLog, checksResponses: true }),
  )
  const placement = placementService(scratch.db)
  const of = (total: number) => ({ total, reserved: 0, allocationRatio: 1 })
  const vcpu = { total: 4, reserved: 0, allocationRatio: 4 }
  await placement.provide({ id: big, name: 'big', inventories: { VCPU: vcpu, MEMORY_MB: of(4096) }, traits: ['HW_A'] })
  await placement.provide({ id: small, name: 'small', inventories: { VCPU: vcpu, MEMORY_MB: of(512) }, traits: [] })
  await placement.claim({
    consumerId: server,
    providerId: big,
    resources: { VCPU: 2, MEMORY_MB: 1024 },
    projectId,
    userId,
  })
})
afterAll(() => scratch[Symbol.asyncDispose]())

async function get(path: string, version = '1.39', token = 'admin', method = 'GET', body?: unknown) {
  const answer = await app.request(`/placement${path}`, {
    method,
    headers: {
      'x-auth-token': token,
      'openstack-api-version': `placement ${version}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
}

test('the versions are there for everybody; the answer says which one it is in', async () => {
  const root = await app.request('/placement/')
  expect(await root.json()).toMatchObject({ versions: [{ id: 'v1.0', min_version: '1.0', max_version: '1.39' }] })
  const { headers } = await get('/resource_providers', '1.14')
  expect(headers.get('openstack-api-version')).toBe('placement 1.14')
  expect((await get('/resource_providers', '1.40')).status).toBe(406)
  expect((await get('/resource_providers', 'x')).body.errors).toMatchObject([{ status: 400, title: 'Bad Request' }])
})

test('it is for administrators, and for everybody only what their project uses', async () => {
  expect((await get('/resource_providers', '1.39', 'ann')).status).toBe(403)
  expect((await get(`/resource_providers/${big}/usages`, '1.39', 'ann')).status).toBe(403)
  expect((await get(`/usages?project_id=${projectId}`, '1.9', 'ann')).body).toEqual({
    usages: { MEMORY_MB: 1024, VCPU: 2 },
  })
  expect((await get(`/usages?project_id=${newHexId()}`, '1.9', 'ann')).status).toBe(403)
  expect((await get('/resource_providers', '1.39', 'stranger')).status).toBe(401)
})

test('allocations are not written here', async () => {
  expect((await get(`/allocations/${server}`, '1.39', 'admin', 'DELETE')).status).toBe(405)
})

test('providers are found by name, traits and room, and shown as their version has them', async () => {
  const names = async (query: string) =>
    (await get(`/resource_providers?${query}`)).body.resource_providers.map(({ name }: { name: string }) => name)
  expect(await names('')).toEqual(['big', 'small'])
  expect(await names('name=small')).toEqual(['small'])
  expect(await names('required=HW_A')).toEqual(['big'])
  expect(await names('required=!HW_A')).toEqual(['small'])
  expect(await names('required=in:HW_A,HW_B')).toEqual(['big'])
  expect(await names('resources=MEMORY_MB:1024')).toEqual(['big'])
  expect((await get(`/resource_providers/${big}`, '1.0')).body).toEqual({
    uuid: big,
    name: 'big',
    generation: expect.any(Number),
    links: ['', '/inventories', '/usages'].map((end) => ({
      rel: end.slice(1) || 'self',
      href: `/placement/resource_providers/${big}${end}`,
    })),
  })
  expect((await get(`/resource_providers/${big}`, '1.14')).body).toMatchObject({ root_provider_uuid: big })
})

test('providers and candidates are found by the aggregates that they are in', async () => {
  const placement = placementService(scratch.db)
  const [one, two, none] = [newId<string>(), newId<string>(), newId<string>()]
  for (const [host, uuid] of [
    [big, one],
    [big, two],
    [small, two],
  ] as const)
    await placement.joinAggregate(scratch.db, host, uuid)
  const names = async (query: string, version?: string) =>
    (await get(`/resource_providers?${query}`, version)).body.resource_providers?.map(
      ({ name }: { name: string }) => name,
    )
  expect(await names(`member_of=${one}`, '1.3')).toEqual(['big'])
  expect(await names(`member_of=in:${one},${none}`)).toEqual(['big'])
  expect(await names(`member_of=${two}`)).toEqual(['big', 'small'])
  expect(await names(`member_of=${two}&member_of=!${one}`)).toEqual(['small'])
  expect(await names(`member_of=!in:${one},${none}`)).toEqual(['small'])
  expect(await names(`member_of=${none}`)).toEqual([])
  for (const [query, version] of [
    ['member_of=here', '1.39'],
    [`member_of=${one},${two}`, '1.39'],
    [`member_of=!${one}`, '1.31'],
    [`member_of=${one}&member_of=${two}`, '1.23'],
  ] as const)
    expect((await get(`/resource_providers?${query}`, version)).status).toBe(400)
  const candidates = await get(`/allocation_candidates?resources=VCPU:1&member_of=!${one}`)
  expect(Object.keys(candidates.body.provider_summaries)).toEqual([small])
  expect((await get(`/resource_providers/${big}/aggregates`, '1.18')).body.aggregates.toSorted()).toEqual(
    [one, two].toSorted(),
  )
  for (const host of [big, small]) for (const uuid of [one, two]) await placement.leaveAggregate(scratch.db, host, uuid)
})

test('a provider shows what it has, what is taken and by whom', async () => {
  const of = async (part: string, version?: string) => (await get(`/resource_providers/${big}/${part}`, version)).body
  expect((await of('inventories')).inventories.VCPU).toMatchObject({ total: 4, allocation_ratio: 4, step_size: 1 })
  expect((await of('inventories/MEMORY_MB')).total).toBe(4096)
  expect((await of('usages')).usages).toEqual({ VCPU: 2, MEMORY_MB: 1024 })
  expect((await of('traits')).traits).toEqual(['HW_A'])
  expect(await of('aggregates', '1.18')).toEqual({ aggregates: [] })
  expect((await of('allocations')).allocations[server].resources).toEqual({ VCPU: 2, MEMORY_MB: 1024 })
  expect((await get(`/resource_providers/${big}/traits`, '1.5')).status).toBe(404)
  expect((await get(`/resource_providers/${newId()}`)).status).toBe(404)
  expect((await get(`/resource_providers/${big}/inventories/VGPU`)).status).toBe(404)
})

test('an administrator sets what is reserved and the ratio, under the generation that they have read', async () => {
  const path = `/resource_providers/${small}/inventories`
  const read = async () => (await get(path)).body
  const put = (part: string, body: object, version?: string) => get(`${path}${part}`, version, 'admin', 'PUT', body)
  const { resource_provider_generation, inventories } = await read()
  const wish = { resource_provider_generation, ...inventories.VCPU, reserved: 1, allocation_ratio: 1.5 }
  const both = await Promise.all([put('/VCPU', wish), put('/VCPU', { ...wish, reserved: 2 })])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(both.find(({ status }) => status === 409)!.body.errors[0].code).toBe('placement.concurrent_update')
  const now = await read()
  expect(now.resource_provider_generation).toBe(resource_provider_generation + 1)
  expect(now.inventories.VCPU).toMatchObject({ total: 4, allocation_ratio: 1.5, max_unit: 4 })
  expect(now.inventories.MEMORY_MB).toEqual(inventories.MEMORY_MB)
  const again = { resource_provider_generation: resource_provider_generation + 1 }
  const all = { ...again, inventories: { VCPU: { total: 4 }, MEMORY_MB: { total: 512, reserved: 12 } } }
  expect((await put('', all)).body.inventories).toMatchObject({
    VCPU: { reserved: 0, allocation_ratio: 1 },
    MEMORY_MB: { reserved: 12, max_unit: 512 },
  })
})

test.each([
  ['more reserved than there is', '/VCPU', { total: 4, reserved: 5 }, 400],
  ['all of it reserved, before 1.26', '/VCPU', { total: 4, reserved: 4 }, 400, '1.25'],
  ['another total than the host reports', '/VCPU', { total: 8 }, 400],
  ['another unit than the host reports', '/VCPU', { total: 4, max_unit: 2 }, 400],
  ['a ratio of nothing', '/VCPU', { total: 4, allocation_ratio: 0 }, 400],
  ['what the host has none of', '/VGPU', { total: 4 }, 404],
  ['a part of what it has', '', { inventories: { VCPU: { total: 4 } } }, 409],
  [
    'what it has and more',
    '',
    { inventories: { VCPU: { total: 4 }, MEMORY_MB: { total: 512 }, VGPU: { total: 1 } } },
    404,
  ],
] as const)(
  'setting %s is refused, and changes nothing',
  async (_what, part, body, status, version: string = '1.39') => {
    const path = `/resource_providers/${small}/inventories`
    const before = (await get(path)).body
    const { resource_provider_generation } = before
    const answer = await get(`${path}${part}`, version, 'admin', 'PUT', { resource_provider_generation, ...body })
    expect({ status: answer.status, detail: answer.body.errors[0].detail }).toEqual({
      status,
      detail: expect.stringMatching(/\w+ \w+/),
    })
    expect((await get(path)).body).toEqual(before)
  },
)

test('a consumer’s allocations grow with the versions; nobody’s are empty', async () => {
  const { body } = await get(`/allocations/${server}`)
  expect(body).toEqual({
    allocations: { [big]: { generation: expect.any(Number), resources: { VCPU: 2, MEMORY_MB: 1024 } } },
    project_id: projectId,
    user_id: userId,
    consumer_generation: 0,
    consumer_type: 'INSTANCE',
  })
  expect(Object.keys((await get(`/allocations/${server}`, '1.11')).body)).toEqual(['allocations'])
  expect((await get(`/allocations/${newId()}`)).body).toEqual({ allocations: {} })
  expect((await get(`/usages?project_id=${projectId}`)).body.usages.INSTANCE).toMatchObject({
    consumer_count: 1,
    VCPU: 2,
  })
})

test('candidates are where a claim would fit', async () => {
  const { body } = await get('/allocation_candidates?resources=VCPU:1,MEMORY_MB:1024')
  expect(body.allocation_requests).toEqual([
    { allocations: { [big]: { resources: { VCPU: 1, MEMORY_MB: 1024 } } }, mappings: { '': [big] } },
  ])
  expect(body.provider_summaries[big].resources).toEqual({
    VCPU: { capacity: 16, used: 2 },
    MEMORY_MB: { capacity: 4096, used: 1024 },
  })
  const older = (await get('/allocation_candidates?resources=VCPU:1&limit=1', '1.16')).body
  expect(Object.keys(Object.values<{ resources: object }>(older.provider_summaries)[0]!.resources)).toEqual(['VCPU'])
  expect((await get('/allocation_candidates?resources=VCPU:99')).body.allocation_requests).toEqual([])
})

test('traits and classes can be listed', async () => {
  expect((await get('/traits?name=startswith:HW_')).body).toEqual({ traits: ['HW_A'] })
  expect((await get('/traits/HW_A')).status).toBe(204)
  expect((await get('/traits/HW_B')).status).toBe(404)
  expect((await get('/resource_classes/VGPU')).body.name).toBe('VGPU')
  expect((await get('/resource_classes')).body.resource_classes.length).toBeGreaterThan(20)
})

test.each([
  '/resource_providers?frobnicate=1',
  '/resource_providers?resources=VCPU',
  '/resource_providers?resources=VCPU:99999999999',
  '/resource_providers?required=low',
  '/allocation_candidates',
  '/allocation_candidates?resources=VCPU:1&limit=0',
  '/allocation_candidates?resources=VCPU:1,VCPU:2',
  '/allocation_candidates?resources1=VCPU:1',
  '/allocations/nonsense',
  '/usages',
  '/traits?name=x',
  '/traits/%00',
])('GET %s is a 400 that says why', async (path) => {
  const { status, body } = await get(path)
  expect({ status, detail: body.errors[0].detail }).toEqual({ status: 400, detail: expect.stringMatching(/\w+/) })
})
