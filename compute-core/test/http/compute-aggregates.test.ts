import { afterAll, beforeAll, expect, test } from 'vitest'
import { placementService } from '#services/placement/postgres-placement'
import type { HostId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const asAdmin = (line: string, body?: unknown, version = '2.104') =>
  compute.request(line, { as: 'admin', version, ...(body !== undefined && { body }) })

let count = 0
const fresh = (prefix: string) => `${prefix}-${++count}`

/** The number of a new aggregate of that zone, with these hosts. */
async function anAggregate(zone?: string, ...hosts: string[]): Promise<number> {
  const { body } = await asAdmin('POST /os-aggregates', {
    aggregate: { name: fresh('aggregate'), ...(zone !== undefined && { availability_zone: zone }) },
  })
  const { id } = body.aggregate
  for (const host of hosts) expect((await act(id, { add_host: { host } })).status).toBe(200)
  return id
}

const act = (id: number, body: unknown) => asAdmin(`POST /os-aggregates/${id}/action`, body)
const setMetadata = (id: number, metadata: object) => act(id, { set_metadata: { metadata } })

/** A new host, with a server on it or without. */
async function aHost({ withServer = false } = {}): Promise<{ name: string; id: HostId }> {
  const name = fresh('host')
  const id = (await insertHost(compute.db, name)) as HostId
  if (withServer) await insertServer(compute.db, { host_id: id, availability_zone: 'nova' })
  return { name, id }
}

const zoneOfHost = async (name: string) => (await asAdmin(`GET /os-services?host=${name}`)).body.services[0].zone
const fault = ({ body }: { body: Record<string, { message: string }> }) => Object.values(body)[0]!.message

test('an aggregate is made, shown, listed, changed and deleted', async () => {
  const made = await asAdmin('POST /os-aggregates', { aggregate: { name: 'fast disks', availability_zone: 'east' } })
  expect(made).toMatchObject({
    status: 200,
    body: { aggregate: { name: 'fast disks', availability_zone: 'east', updated_at: null, deleted: false } },
  })
  expect(made.body.aggregate).not.toHaveProperty('hosts')
  const { id, uuid } = made.body.aggregate
  const shown = { id, uuid, metadata: { availability_zone: 'east' }, hosts: [] }
  expect((await asAdmin(`GET /os-aggregates/${id}`)).body.aggregate).toMatchObject(shown)
  expect((await asAdmin('GET /os-aggregates')).body.aggregates).toContainEqual(expect.objectContaining(shown))
  const changed = await asAdmin(`PUT /os-aggregates/${id}`, {
    aggregate: { name: ' faster disks ', availability_zone: 'west' },
  })
  expect(changed.body.aggregate).toMatchObject({
    name: 'faster disks',
    availability_zone: 'west',
    metadata: { availability_zone: 'west' },
    updated_at: expect.any(String),
  })
  expect(await asAdmin(`DELETE /os-aggregates/${id}`)).toMatchObject({ status: 200, body: undefined })
  expect((await asAdmin(`GET /os-aggregates/${id}`)).status).toBe(404)
  expect((await asAdmin(`DELETE /os-aggregates/${id}`)).status).toBe(404)
})

test('an aggregate has a UUID from 2.41 on', async () => {
  const id = await anAggregate()
  expect((await asAdmin(`GET /os-aggregates/${id}`, undefined, '2.40')).body.aggregate).not.toHaveProperty('uuid')
  expect((await asAdmin(`GET /os-aggregates/${id}`, undefined, '2.41')).body.aggregate).toHaveProperty('uuid')
})

test('a name is taken once, by a new one and by a renamed one', async () => {
  const [first, second] = [fresh('name'), await anAggregate()]
  expect((await asAdmin('POST /os-aggregates', { aggregate: { name: first } })).status).toBe(200)
  for (const line of ['POST /os-aggregates', `PUT /os-aggregates/${second}`]) {
    const refusal = await asAdmin(line, { aggregate: { name: first } })
    expect(refusal.status).toBe(409)
    expect(fault(refusal)).toContain('already exists')
  }
})

test.each([
  ['a zone with a colon', 'POST', { aggregate: { name: 'n', availability_zone: 'a:b' } }],
  ['an empty zone', 'POST', { aggregate: { name: 'n', availability_zone: '' } }],
  ['white space around a new name', 'POST', { aggregate: { name: ' n' } }],
  ['no name', 'POST', { aggregate: { availability_zone: 'east' } }],
  ['no change', 'PUT', { aggregate: {} }],
  ['no zone any more', 'PUT', { aggregate: { availability_zone: null } }],
  ['a name of white space', 'PUT', { aggregate: { name: '  ' } }],
  ['no zone any more', 'action', { set_metadata: { metadata: { availability_zone: null } } }],
  ['an empty zone', 'action', { set_metadata: { metadata: { availability_zone: '' } } }],
  ['a zone with a colon', 'action', { set_metadata: { metadata: { availability_zone: 'a:b' } } }],
  ['a key that is none', 'action', { set_metadata: { metadata: { 'a/b': 'c' } } }],
  ['a number for a value', 'action', { set_metadata: { metadata: { a: 1 } } }],
  ['two actions', 'action', { add_host: { host: 'a' }, remove_host: { host: 'a' } }],
  ['another action', 'action', { dance: null }],
])('%s is a 400 at %s', async (_what, at, body) => {
  const id = await anAggregate('east')
  const line =
    at === 'action'
      ? `POST /os-aggregates/${id}/action`
      : at === 'PUT'
        ? `PUT /os-aggregates/${id}`
        : 'POST /os-aggregates'
  expect(await asAdmin(line, body)).toMatchObject({ status: 400 })
})

test.each([
  'GET /os-aggregates/ID',
  'DELETE /os-aggregates/ID',
  'PUT /os-aggregates/ID',
  'POST /os-aggregates/ID/action',
  'POST /os-aggregates/ID/images',
])('%s: what is no number is a 400, a number of none a 404', async (line) => {
  const body = line.startsWith('PUT')
    ? { aggregate: { name: 'n' } }
    : line.endsWith('images')
      ? { cache: [{ id: compute.imageId }] }
      : line.startsWith('POST')
        ? { set_metadata: { metadata: { a: 'b' } } }
        : undefined
  expect((await asAdmin(line.replace('ID', 'first'), body)).status).toBe(400)
  for (const number of ['0', '-1', '999999', '99999999999999999999'])
    expect((await asAdmin(line.replace('ID', number), body)).status).toBe(404)
})

test('metadata is merged, and null takes a key away', async () => {
  const id = await anAggregate('east')
  await setMetadata(id, { ssd: 'true', colour: 'red' })
  const { aggregate } = (await setMetadata(id, { colour: null, speed: '' })).body
  expect(aggregate.metadata).toEqual({ availability_zone: 'east', ssd: 'true', speed: '' })
})

test('the zone in the metadata and the one in the body are the same', async () => {
  const id = await anAggregate()
  expect((await setMetadata(id, { availability_zone: 'north' })).body.aggregate.availability_zone).toBe('north')
  const { aggregate } = (await asAdmin(`PUT /os-aggregates/${id}`, { aggregate: { availability_zone: 'south' } })).body
  expect(aggregate).toMatchObject({ availability_zone: 'south', metadata: { availability_zone: 'south' } })
})

test('a host takes the zone of its aggregate, and goes back to the default one', async () => {
  const { name } = await aHost()
  const id = await anAggregate('harbour', name)
  expect(await zoneOfHost(name)).toBe('harbour')
  await setMetadata(id, { availability_zone: 'port' })
  expect(await zoneOfHost(name)).toBe('port')
  const zones = (await compute.request('GET /os-availability-zone')).body.availabilityZoneInfo
  expect(zones).toContainEqual({ zoneName: 'port', zoneState: { available: true }, hosts: null })
  expect((await act(id, { remove_host: { host: name } })).body.aggregate.hosts).toEqual([])
  expect(await zoneOfHost(name)).toBe('nova')
})

test('a host that two aggregates put into one zone stays in it until both let it go', async () => {
  const { name } = await aHost()
  const [first, second] = [await anAggregate('twice', name), await anAggregate('twice', name)]
  await act(first, { remove_host: { host: name } })
  expect(await zoneOfHost(name)).toBe('twice')
  await act(second, { remove_host: { host: name } })
  expect(await zoneOfHost(name)).toBe('nova')
})

test('a host that is not there is a 404, one that is a member already a 409, and one that is none a 404', async () => {
  const { name } = await aHost()
  const id = await anAggregate(undefined, name)
  expect((await act(id, { add_host: { host: 'nowhere' } })).status).toBe(404)
  expect((await act(id, { remove_host: { host: 'nowhere' } })).status).toBe(404)
  expect((await act(id, { add_host: { host: name } })).status).toBe(409)
  await act(id, { remove_host: { host: name } })
  expect((await act(id, { remove_host: { host: name } })).status).toBe(404)
})

test('a host is in one zone: another one is refused to the host, and to an aggregate that has it', async () => {
  const { name } = await aHost()
  await anAggregate('east', name)
  const west = await act(await anAggregate('west'), { add_host: { host: name } })
  expect(west.status).toBe(409)
  expect(fault(west)).toContain('in east, not in west')
  const plain = await anAggregate(undefined, name)
  for (const refusal of [
    await setMetadata(plain, { availability_zone: 'west' }),
    await asAdmin(`PUT /os-aggregates/${plain}`, { aggregate: { availability_zone: 'west' } }),
  ]) {
    expect(refusal.status).toBe(400)
    expect(fault(refusal)).toContain('in east, not in west')
  }
  expect((await setMetadata(plain, { availability_zone: 'east' })).status).toBe(200)
})

test('a host with servers keeps its zone, whoever would change it', async () => {
  const { name } = await aHost({ withServer: true })
  const joining = await act(await anAggregate('east'), { add_host: { host: name } })
  expect(joining.status).toBe(409)
  expect(fault(joining)).toContain(`Host ${name} has servers`)
  const plain = await anAggregate(undefined, name)
  expect((await setMetadata(plain, { availability_zone: 'east' })).status).toBe(400)
  expect((await setMetadata(plain, { ssd: 'true' })).status).toBe(200)
  expect((await act(plain, { remove_host: { host: name } })).status).toBe(200)
  expect(await zoneOfHost(name)).toBe('nova')
})

test('a host with servers leaves its zone only while another aggregate keeps it there', async () => {
  const { name, id } = await aHost()
  const [first, second] = [await anAggregate('kept', name), await anAggregate('kept', name)]
  await insertServer(compute.db, { host_id: id, availability_zone: 'kept' })
  expect((await act(first, { remove_host: { host: name } })).status).toBe(200)
  const refusal = await act(second, { remove_host: { host: name } })
  expect(refusal.status).toBe(409)
  expect(fault(refusal)).toContain('Move or delete them first')
  expect((await setMetadata(second, { availability_zone: 'moved' })).status).toBe(400)
})

test('an aggregate with hosts is not deleted, and says which', async () => {
  const { name } = await aHost()
  const id = await anAggregate(undefined, name)
  const refusal = await asAdmin(`DELETE /os-aggregates/${id}`)
  expect(refusal.status).toBe(400)
  expect(fault(refusal)).toContain(name)
})

test('a host whose service is deleted is in no aggregate any more, here and in placement', async () => {
  const { name, id } = await aHost()
  const aggregate = await anAggregate('left', name)
  const members = () => compute.db.selectFrom('placement.provider_aggregate').selectAll().where('provider_id', '=', id)
  expect(await members().execute()).toHaveLength(1)
  const [service] = (await asAdmin(`GET /os-services?host=${name}`)).body.services
  expect((await asAdmin(`DELETE /os-services/${service.id}`)).status).toBe(204)
  expect((await asAdmin(`GET /os-aggregates/${aggregate}`)).body.aggregate.hosts).toEqual([])
  expect(await members().execute()).toEqual([])
})

test('placement has the aggregates of a host under their UUIDs, and its generation tells of a change', async () => {
  const { name, id } = await aHost()
  const placement = placementService(compute.db)
  const inventories = { VCPU: { total: 4, reserved: 0, allocationRatio: 1 } }
  await placement.provide({ id, name, inventories, traits: [] })
  const provider = async () => (await placement.providers()).find(({ providerId }) => providerId === id)!
  const before = await provider()
  const aggregate = await anAggregate(undefined, name)
  const { uuid } = (await asAdmin(`GET /os-aggregates/${aggregate}`)).body.aggregate
  expect(await provider()).toMatchObject({ aggregates: [uuid], generation: before.generation + 1 })
  await act(aggregate, { remove_host: { host: name } })
  expect(await provider()).toMatchObject({ aggregates: [], generation: before.generation + 2 })
})

test('of many who put one host into different zones at once one succeeds', async () => {
  const { name } = await aHost()
  const ids = await Promise.all(Array.from({ length: 8 }, (_, nth) => anAggregate(`zone-${nth}`)))
  const answers = await Promise.all(ids.map((id) => act(id, { add_host: { host: name } })))
  const won = answers.findIndex(({ status }) => status === 200)
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
  expect(await zoneOfHost(name)).toBe(`zone-${won}`)
})

test('of many who give aggregates of one host different zones at once one succeeds', async () => {
  const { name } = await aHost()
  const ids = await Promise.all(Array.from({ length: 6 }, () => anAggregate(undefined, name)))
  const answers = await Promise.all(ids.map((id, nth) => setMetadata(id, { availability_zone: `zone-${nth}` })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 5 }, () => 400)])
  expect(await zoneOfHost(name)).toBe(`zone-${answers.findIndex(({ status }) => status === 200)}`)
})

test('of many who make an aggregate under one name at once one succeeds', async () => {
  const name = fresh('once')
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => asAdmin('POST /os-aggregates', { aggregate: { name } })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 5 }, () => 409)])
})

test('an aggregate that gets a host and is deleted at once is gone, or has it', async () => {
  for (let nth = 0; nth < 5; nth++) {
    const { name } = await aHost()
    const id = await anAggregate('either')
    const [added, deleted] = await Promise.all([
      act(id, { add_host: { host: name } }),
      asAdmin(`DELETE /os-aggregates/${id}`),
    ])
    expect([
      [200, 400],
      [404, 200],
    ]).toContainEqual([added.status, deleted.status])
    expect(await zoneOfHost(name)).toBe(added.status === 200 ? 'either' : 'nova')
  }
})

test('keys of metadata that are changed at once are all there in the end', async () => {
  const id = await anAggregate()
  await Promise.all(Array.from({ length: 8 }, (_, nth) => setMetadata(id, { [`key-${nth}`]: 'set' })))
  expect(Object.keys((await asAdmin(`GET /os-aggregates/${id}`)).body.aggregate.metadata)).toHaveLength(8)
})

const cache = (id: number, ...ids: string[]) =>
  asAdmin(`POST /os-aggregates/${id}/images`, { cache: ids.map((one) => ({ id: one })) })

test('each host of an aggregate is told to fetch the images, as a job of its own', async () => {
  const [one, two] = [await aHost(), await aHost()]
  const id = await anAggregate(undefined, one.name, two.name)
  compute.dispatched.length = 0
  expect(await cache(id, compute.imageId)).toMatchObject({ status: 202, body: undefined })
  const jobs = compute.dispatched.filter(({ flow }) => flow === 'cache-images')
  expect(jobs.map(({ params }) => params)).toEqual(
    [one.name, two.name].map((hostName) => ({ hostName, imageIds: [compute.imageId] })),
  )
  const written = compute.db.selectFrom('platform.job').select('id').where('flow', '=', 'cache-images')
  expect((await written.execute()).map((job) => job.id)).toEqual(expect.arrayContaining(jobs.map((job) => job.id)))
})

test('nobody is told to fetch what is not there, twice the same, or nothing', async () => {
  const id = await anAggregate(undefined, (await aHost()).name)
  compute.dispatched.length = 0
  const twice = await cache(id, compute.imageId, compute.imageId)
  expect(twice.status).toBe(400)
  expect(fault(twice)).toContain('Duplicate images')
  expect((await cache(id, compute.imageId, '70a599e0-31e7-49b7-b260-868f441e862b')).status).toBe(400)
  expect((await cache(id)).status).toBe(400)
  expect((await cache(id, 'no-uuid')).status).toBe(400)
  expect(compute.dispatched).toEqual([])
  expect((await cache(await anAggregate(), compute.imageId)).status).toBe(202)
})

test('a server is asked for in the zone of an aggregate for as long as one of its hosts takes servers', async () => {
  const { name } = await aHost()
  const id = await anAggregate('quay', name)
  const server = { name: 'web', imageRef: compute.imageId, flavorRef: '1', networks: 'none', availability_zone: 'quay' }
  const ask = () => compute.request('POST /servers', { version: '2.104', body: { server } })
  expect((await ask()).status).toBe(202)
  await act(id, { remove_host: { host: name } })
  const refusal = await ask()
  expect(refusal.status).toBe(400)
  expect(fault(refusal)).toContain('zone quay is not available')
})

test('whoever watches everything hears of an aggregate, its hosts and its end, and nobody else', async () => {
  const { name } = await aHost()
  const id = await anAggregate(undefined, name)
  await setMetadata(id, { ssd: 'true' })
  await act(id, { remove_host: { host: name } })
  await asAdmin(`DELETE /os-aggregates/${id}`)
  const heard = await compute.db
    .selectFrom('platform.event')
    .select(['change', 'project_id'])
    .where('topic', '=', 'aggregate')
    .where('subject_id', '=', String(id))
    .orderBy('id')
    .execute()
  expect(heard.map(({ change }) => change)).toEqual(['created', 'updated', 'updated', 'updated', 'deleted'])
  expect(new Set(heard.map(({ project_id }) => project_id))).toEqual(new Set([null]))
})

test('an operator lets members see aggregates, and they still change none', async () => {
  await using open = await aCompute({}, {}, { 'os_compute_api:os-aggregates:index': 'role:member' })
  const may = async (line: string, body?: unknown) =>
    (await open.request(line, { version: '2.104', ...(body !== undefined && { body }) })).status
  expect(await may('GET /os-aggregates')).toBe(200)
  expect(await may('GET /os-aggregates/1')).toBe(403)
  expect(await may('DELETE /os-aggregates/1')).toBe(403)
  expect(await may('POST /os-aggregates', { aggregate: { name: 'n' } })).toBe(403)
  for (const action of [
    { add_host: { host: 'a' } },
    { remove_host: { host: 'a' } },
    { set_metadata: { metadata: {} } },
  ])
    expect(await may('POST /os-aggregates/1/action', action)).toBe(403)
  expect(await may('POST /os-aggregates/1/images', { cache: [{ id: open.imageId }] })).toBe(403)
})
