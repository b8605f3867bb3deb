import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { writeControlServices } from '#store/service-store'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'
import { aControlProcess } from '#test/a-control-process'
import { insertServer } from '#test/insert-server'
import { placementService } from '#services/placement/postgres-placement'
import type { HostId } from '#platform/ids'

let compute: TestCompute
beforeAll(async () => {
  compute = await aCompute()
  for (const name of ['c', 'a', 'b']) await insertHost(compute.db, name)
  await insertHost(compute.db, 'silent', { last_seen_at: new Date(0), zone: 'cellar' })
})
afterAll(() => compute[Symbol.asyncDispose]())

const asAdmin = (line: string, version = '2.104', body?: unknown) =>
  compute.request(line, { as: 'admin', version, ...(body !== undefined && { body }) })

test.each([
  'GET /os-hypervisors',
  'GET /os-hypervisors/detail',
  'GET /os-services',
  'GET /os-availability-zone/detail',
  'GET /os-quota-class-sets/default',
])('%s is for administrators', async (line) => {
  expect((await compute.request(line)).status).toBe(403)
  expect((await asAdmin(line)).status).toBe(200)
})

test.each(['2.33', '2.53', '2.104'])('hypervisors go by pages at %s', async (version) => {
  const first = await asAdmin('GET /os-hypervisors?limit=2', version)
  const href: string = first.body.hypervisors_links[0].href
  const rest = await asAdmin(`GET ${href.slice('http://cloud.test'.length)}`, version)
  const names = [...first.body.hypervisors, ...rest.body.hypervisors].map((one) => one.hypervisor_hostname)
  expect(names).toEqual(['a', 'b', 'c', 'silent'])
})

test.each([
  ['GET /os-hypervisors/12', '2.53', 400],
  ['GET /os-hypervisors/12', '2.52', 404],
  [`GET /os-hypervisors/${newId<string>()}`, '2.53', 404],
  ['GET /os-hypervisors?hypervisor_hostname_pattern=zzz', '2.53', 404],
  ['GET /os-hypervisors?hypervisor_hostname_pattern=a&limit=1', '2.53', 400],
  ['GET /os-hypervisors?with_servers=maybe', '2.53', 400],
  ['GET /os-hypervisors?marker=nope', '2.53', 400],
  ['GET /os-hypervisors?colour=red', '2.53', 400],
  ['GET /os-hypervisors?colour=red', '2.52', 200],
  ['GET /os-hypervisors/zzz/search', '2.52', 404],
])('%s at %s is %i', async (line, version, status) => {
  expect((await asAdmin(line, version)).status).toBe(status)
})

test('a host that has not been heard of is down', async () => {
  const { services } = (await asAdmin('GET /os-services?host=silent')).body
  expect(services).toMatchObject([{ host: 'silent', state: 'down', status: 'enabled', zone: 'cellar' }])
})

test('zones are told to everybody, hosts to nobody', async () => {
  const { availabilityZoneInfo } = (await compute.request('GET /os-availability-zone')).body
  expect(availabilityZoneInfo).toEqual([
    { zoneName: 'cellar', zoneState: { available: true }, hosts: null },
    { zoneName: 'nova', zoneState: { available: true }, hosts: null },
  ])
})

test('a zone of which no host takes servers is not available, comes last, and shows no hosts', async () => {
  const id = await insertHost(compute.db, 'asleep', { enabled: false, zone: 'attic' })
  const zones = async (path: string) => (await asAdmin(`GET /os-availability-zone${path}`)).body.availabilityZoneInfo
  const attic = { zoneName: 'attic', zoneState: { available: false }, hosts: null }
  expect((await zones('')).at(-1)).toEqual(attic)
  expect((await zones('/detail')).at(-1)).toEqual(attic)
  await compute.db.updateTable('compute.host').set({ zone: 'nova' }).where('id', '=', id).execute()
  const nova = (await zones('/detail')).find(({ zoneName }: { zoneName: string }) => zoneName === 'nova')
  expect(Object.keys(nova.hosts)).toEqual(['a', 'b', 'c'])
  await compute.db.deleteFrom('compute.host').where('id', '=', id).execute()
})

test('a service is disabled with a reason, and enabled again', async () => {
  const [service] = (await asAdmin('GET /os-services?host=a')).body.services
  const put = (body: object) => asAdmin(`PUT /os-services/${service.id}`, '2.53', body)
  const off = await put({ status: 'disabled', disabled_reason: 'new disks' })
  expect(off.body.service).toMatchObject({ status: 'disabled', disabled_reason: 'new disks' })
  expect((await put({ status: 'enabled' })).body.service).toMatchObject({ status: 'enabled', disabled_reason: null })
  expect((await put({ forced_down: true })).body.service).toMatchObject({ state: 'down', forced_down: true })
  await put({ forced_down: false })
})

test.each<[string, string, object, number]>([
  ['nope', '2.53', { status: 'enabled' }, 400],
  [newId<string>(), '2.53', { status: 'enabled' }, 404],
  ['enable', '2.1', { host: 'nope', binary: 'nova-compute' }, 404],
  ['enable', '2.1', { host: 'a' }, 400],
  ['enable', '2.1', { host: 'a', binary: 'nova-conductor' }, 400],
  ['dance', '2.1', { host: 'a', binary: 'nova-compute' }, 404],
  ['force-down', '2.10', { host: 'a', binary: 'nova-compute' }, 404],
  ['force-down', '2.11', { host: 'a', binary: 'nova-compute' }, 400],
  ['disable-log-reason', '2.1', { host: 'a', binary: 'nova-compute' }, 400],
])('a service %s at %s told %j is %i', async (id, version, body, status) => {
  expect((await asAdmin(`PUT /os-services/${id}`, version, body)).status).toBe(status)
})

test.each<[object, RegExp]>([
  [{}, /Nothing was asked for/],
  [{ disabled_reason: 'x' }, /goes with status disabled/],
  [{ status: 'enabled', disabled_reason: 'x' }, /goes with status disabled/],
  [{ status: 'asleep' }, /status/],
])('a service told %j says what is wrong', async (body, message) => {
  const [service] = (await asAdmin('GET /os-services?host=b')).body.services
  const response = await asAdmin(`PUT /os-services/${service.id}`, '2.53', body)
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
})

const serviceId = async (host: string, version = '2.104') =>
  (await asAdmin(`GET /os-services?host=${host}`, version)).body.services[0].id as string

test.each(['2.1', '2.53', '2.104'])(
  'a host without servers is forgotten at %s, with what it offered',
  async (version) => {
    const id = (await insertHost(compute.db, `old-${version}`)) as HostId
    const placement = placementService(compute.db)
    await placement.provide({
      id,
      name: `old-${version}`,
      inventories: { VCPU: { total: 4, reserved: 0, allocationRatio: 1 } },
      traits: [],
    })
    const gone = await insertServer(compute.db, { host_id: id })
    await compute.db.updateTable('compute.server').set({ deleted_at: new Date() }).where('id', '=', gone.id).execute()
    const line = `DELETE /os-services/${await serviceId(`old-${version}`, version)}`
    expect((await compute.request(line, { version })).status).toBe(403)
    expect((await asAdmin(line, version)).status).toBe(204)
    expect((await asAdmin(line, version)).status).toBe(404)
    expect((await asAdmin(`GET /os-services?host=old-${version}`)).body.services).toEqual([])
    expect((await placement.providers()).filter(({ providerId }) => providerId === id)).toEqual([])
    expect((await asAdmin(`GET /servers/detail?deleted=true&all_tenants=1&uuid=${gone.id}`)).status).toBe(200)
  },
)

describe('the services of a control process', () => {
  let processId: string
  let ids: Record<string, string>
  const listed = async (query: string, version = '2.104') =>
    (await asAdmin(`GET /os-services${query}`, version)).body.services as Record<string, unknown>[]
  const beat = async (secondsAgo: number) =>
    sql`update platform.control_process set renewed_at = now() - ${secondsAgo} * interval '1 second'`.execute(
      compute.db,
    )

  beforeAll(async () => {
    processId = await aControlProcess(compute.db)
    ids = Object.fromEntries((await listed('?host=control-1')).map(({ binary, id }) => [binary, id]))
  })
  afterAll(() => sql`delete from platform.control_process`.execute(compute.db))

  test.each([
    ['2.1', ['binary', 'disabled_reason', 'host', 'id', 'state', 'status', 'updated_at', 'zone']],
    ['2.11', ['binary', 'disabled_reason', 'forced_down', 'host', 'id', 'state', 'status', 'updated_at', 'zone']],
    ['2.53', ['binary', 'disabled_reason', 'forced_down', 'host', 'id', 'state', 'status', 'updated_at', 'zone']],
  ])('are listed at %s beside those of hosts, by its roles', async (version, fields) => {
    const found = await listed('?host=control-1', version)
    expect(found.map(({ binary }) => binary)).toEqual(['nova-conductor', 'nova-osapi_compute', 'nova-scheduler'])
    for (const service of found) {
      expect(Object.keys(service).toSorted()).toEqual(fields)
      expect(service).toMatchObject({ zone: 'internal', status: 'enabled', state: 'up', disabled_reason: null })
      expect(typeof service['id']).toBe(version === '2.53' ? 'string' : 'number')
    }
    expect((await listed('?binary=nova-scheduler', version)).map(({ host }) => host)).toEqual(['control-1'])
    expect((await listed('?binary=nova-compute', version)).some(({ host }) => host === 'control-1')).toBe(false)
    expect(await listed('?host=control-1&binary=nova-compute', version)).toEqual([])
  })

  test('are down once it was not heard of for service_down_time', async () => {
    await beat(61)
    expect((await listed('?host=control-1')).map(({ state }) => state)).toEqual(['down', 'down', 'down'])
    await beat(0)
    expect((await listed('?host=control-1')).map(({ state }) => state)).toEqual(['up', 'up', 'up'])
  })

  test('cannot be changed: a 400 that says so', async () => {
    const response = await asAdmin(`PUT /os-services/${ids['nova-conductor']}`, '2.53', { status: 'disabled' })
    expect(response.status).toBe(400)
    expect(response.body.badRequest.message).toContain('Only nova-compute services can be updated')
  })

  test('stand in the zone internal, with os-hosts and the zones in detail; nobody asks for that zone', async () => {
    const { hosts } = (await asAdmin('GET /os-hosts?zone=internal', '2.42')).body
    expect(hosts).toEqual([
      { host_name: 'control-1', service: 'conductor', zone: 'internal' },
      { host_name: 'control-1', service: 'scheduler', zone: 'internal' },
    ])
    const detail = (await asAdmin('GET /os-availability-zone/detail')).body.availabilityZoneInfo
    const internal = detail.find(({ zoneName }: { zoneName: string }) => zoneName === 'internal')
    const up = { active: true, available: true, updated_at: expect.any(String) }
    expect(internal).toEqual({
      zoneName: 'internal',
      zoneState: { available: true },
      hosts: { 'control-1': { 'nova-conductor': up, 'nova-osapi_compute': up, 'nova-scheduler': up } },
    })
    const zones = (await asAdmin('GET /os-availability-zone')).body.availabilityZoneInfo as { zoneName: string }[]
    expect(zones.map(({ zoneName }) => zoneName)).toEqual(['cellar', 'nova'])
  })

  test('are deleted one by one; of a process that is at work they are there again under another id, of one that is gone they are not', async () => {
    const id = ids['nova-scheduler']!
    expect((await compute.request(`DELETE /os-services/${id}`, { version: '2.104' })).status).toBe(403)
    expect((await asAdmin(`DELETE /os-services/${id}`)).status).toBe(204)
    expect((await asAdmin(`DELETE /os-services/${id}`)).status).toBe(404)
    const now = await listed('?host=control-1')
    expect(now.map(({ binary }) => binary)).toEqual(['nova-conductor', 'nova-osapi_compute', 'nova-scheduler'])
    expect(now[0]!['id']).toBe(ids['nova-conductor'])
    expect(now[2]!['id']).not.toBe(id)
    const over = { lease_until: new Date(0) }
    await compute.db.updateTable('platform.control_process').set(over).where('id', '=', processId).execute()
    expect((await asAdmin(`DELETE /os-services/${String(now[2]!['id'])}`)).status).toBe(204)
    expect((await listed('?host=control-1')).map(({ binary }) => binary)).toEqual([
      'nova-conductor',
      'nova-osapi_compute',
    ])
    await writeControlServices(compute.db, processId, ['conductor'])
    expect((await listed('?host=control-1')).map(({ binary }) => binary)).toEqual(['nova-conductor', 'nova-scheduler'])
  })
})

test('a host with a server stays', async () => {
  const host_id = await insertHost(compute.db, 'full')
  await insertServer(compute.db, { host_id })
  const response = await asAdmin(`DELETE /os-services/${await serviceId('full')}`)
  expect(response.status).toBe(409)
  expect(response.body.conflictingRequest.message).toContain('has servers')
})

test('a host that a server moves away from stays', async () => {
  await insertHost(compute.db, 'left')
  const server = await insertServer(compute.db)
  await compute.db
    .insertInto('compute.migration')
    .values({
      server_id: server.id,
      flow_id: 'f',
      type: 'resize',
      status: 'finished',
      source_host: 'left',
      dest_host: 'a',
      old_flavor_id: '1',
      new_flavor_id: '2',
      user_id: 'ada',
      project_id: 'demo',
    })
    .execute()
  const left = `DELETE /os-services/${await serviceId('left')}`
  expect((await asAdmin(left)).status).toBe(409)
  await compute.db.updateTable('compute.migration').set({ status: 'confirmed' }).where('flow_id', '=', 'f').execute()
  expect((await asAdmin(left)).status).toBe(204)
})

test.each([
  ['enable', '2.52'],
  ['12', '2.53'],
])('a service %s at %s cannot be deleted', async (id, version) => {
  expect((await asAdmin(`DELETE /os-services/${id}`, version)).status).toBe(400)
})

test.each([
  ['GET /os-services?host=&binary=', '2.104', 'services'],
  ['GET /os-services?binary=', '2.1', 'services'],
  ['GET /os-hosts?zone=', '2.1', 'hosts'],
])('a blank filter is none: %s', async (line, version, wrapper) => {
  const all = (await asAdmin(line.split('?')[0]!, version)).body[wrapper] as unknown[]
  expect(all.length).toBeGreaterThan(0)
  expect((await asAdmin(line, version)).body[wrapper]).toEqual(all)
})

test('aggregates are none, and every host tells how long it has been up', async () => {
  expect((await asAdmin('GET /os-aggregates')).body).toEqual({ aggregates: [] })
  expect((await asAdmin('GET /os-aggregates/1')).status).toBe(404)
  const [host] = (await asAdmin('GET /os-hypervisors/detail', '2.88')).body.hypervisors
  expect(host.uptime).toMatch(/^ \d\d:\d\d:\d\d up \d+ days, /)
  const { id } = (await asAdmin('GET /os-hypervisors', '2.1')).body.hypervisors[0]
  const { hypervisor } = (await asAdmin(`GET /os-hypervisors/${id}/uptime`, '2.1')).body
  expect(hypervisor.uptime).toMatch(/^ \d\d:\d\d:\d\d up \d+ days, /)
})
