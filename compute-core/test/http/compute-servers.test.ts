import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actionVersions } from '#api/servers/actions/action-versions'
import { serverActions } from '#api/servers/actions/server-actions'
import { unbuiltActions } from '#api/servers/actions/unbuilt-actions'
import { newId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute, type TestResponse } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
let hostId: string
beforeAll(async () => {
  compute = await aCompute({ instances: 1_000, cores: -1, ram: -1 })
  hostId = await insertHost(compute.db, 'host-1')
})
afterAll(() => compute[Symbol.asyncDispose]())

const newest = '2.104'
const aRequest = (what: object = {}) => ({
  server: { name: 'web', imageRef: compute.imageId, flavorRef: '1', networks: 'auto', ...what },
})
const create = (what: object = {}, options: object = {}): Promise<TestResponse> =>
  compute.request('POST /servers', { version: newest, body: aRequest(what), ...options })
const dispatchedFor = (serverId: string) => compute.dispatched.filter(({ subjectId }) => subjectId === serverId)
const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  return insertServer(compute.db, { project_id: projectId!, user_id: userId, host_id: hostId, ...what })
}

test('a server is accepted with its place, its password and its flow', async () => {
  const response = await create({ name: 'Web One', user_data: 'aGVsbG8=', tags: ['a', 'a', 'b'] })
  const { server } = response.body
  expect(response.status).toBe(202)
  expect(response.headers.get('location')).toBe(`http://cloud.test/v2.1/servers/${server.id}`)
  expect(server.adminPass).toMatch(/^[A-Za-z2-9]{12}$/)
  expect(dispatchedFor(server.id)).toMatchObject([{ flow: 'server-create', params: { requestedNetworks: 'auto' } }])
  expect(JSON.stringify(dispatchedFor(server.id))).not.toContain(server.adminPass)
  const shown = (await compute.request(`GET /servers/${server.id}`, { version: newest })).body.server
  expect(shown).toMatchObject({
    status: 'BUILD',
    'OS-EXT-STS:task_state': 'scheduling',
    'OS-EXT-SRV-ATTR:hostname': 'web-one',
    tags: ['a', 'b'],
    addresses: {},
    flavor: { original_name: 'm1.nano' },
    image: { properties: { architecture: 'x86_64', hw_disk_bus: 'virtio' } },
  })
  const { instanceActions } = (
    await compute.request(`GET /servers/${server.id}/os-instance-actions`, { version: newest })
  ).body
  expect(instanceActions).toMatchObject([
    { action: 'create', request_id: response.headers.get('x-openstack-request-id') },
  ])
})

test('many servers are numbered and share a reservation', async () => {
  const response = await create({ name: 'many', min_count: 2, max_count: '3', return_reservation_id: true })
  const list = await compute.request(
    `GET /servers/detail?reservation_id=${response.body.reservation_id}&sort_key=display_name&sort_dir=asc`,
  )
  expect(list.body.servers.map(({ name }: { name: string }) => name)).toEqual(['many-1', 'many-2', 'many-3'])
})

test('before 2.19 the name doubles as the description, and networks need not be named', async () => {
  const { body } = await compute.request('POST /servers', {
    body: { server: { name: 'old', imageRef: compute.imageId, flavorRef: 'http://cloud/flavors/1' } },
  })
  const shown = await compute.request(`GET /servers/${body.server.id}`, { version: '2.19' })
  expect(shown.body.server.description).toBe('old')
})

test.each<[string, object, RegExp]>([
  ['no such image', { imageRef: '6d2a2a5c-0000-4000-8000-000000000000' }, /Can not find requested image/],
  ['no image at all', { imageRef: '' }, /Name the image/],
  ['no such flavor', { flavorRef: '99' }, /Flavor 99 could not be found/],
  ['no such key', { key_name: 'nope' }, /you have no key pair nope/],
  ['no such zone', { availability_zone: 'mars' }, /zone mars is not available/],
  ['an empty name', { name: '' }, /field\/attribute name/],
  ['a name with white space around it', { name: ' web' }, /must not begin or end/],
  ['a name too long', { name: 'x'.repeat(256) }, /field\/attribute name/],
  ['fewer than the least', { min_count: 3, max_count: 2 }, /min_count must be <= max_count/],
  ['none', { min_count: 0 }, /min_count/],
  ['user data that is no base64', { user_data: '***' }, /base64/],
  ['metadata that is no text', { metadata: { a: 1 } }, /metadata.a/],
  ['a metadata key with a slash', { metadata: { 'a/b': 'x' } }, /metadata/],
  ['a tag with a comma', { tags: ['a,b'] }, /comma/],
  ['networks as a number', { networks: 7 }, /networks/],
  ['a network that is no UUID', { networks: [{ uuid: 'x' }] }, /UUID/],
  [
    'one port twice',
    { networks: [{ port: '6d2a2a5c-0000-4000-8000-000000000000' }, { port: '6d2a2a5c-0000-4000-8000-000000000000' }] },
    /only once/,
  ],
  ['a field that there is not', { colour: 'red' }, /colour/],
  ['one host name for two', { hostname: 'a', max_count: 2 }, /hostname/],
  ['a security group that there is not', { security_groups: [{ name: 'web' }] }, /Security group web/],
  ['an address that is none', { accessIPv4: '1.2.3' }, /IPv4/],
])('%s is refused', async (_what, what, message) => {
  const response = await create(what)
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
})

test.each<[string, string, object]>([
  ['2.18', 'description', { description: 'x' }],
  ['2.51', 'tags', { tags: ['a'] }],
  ['2.73', 'host', { host: 'host-1' }],
  ['2.89', 'hostname', { hostname: 'web' }],
  ['2.93', 'hostname', { hostname: 'web.example.com' }],
  ['2.36', 'networks', { networks: 'none' }],
])('at %s %s is not known yet', async (version, field, what) => {
  const { networks: _networks, ...server } = aRequest().server
  const response = await compute.request('POST /servers', { version, body: { server: { ...server, ...what } } })
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toContain(field)
})

test('from 2.37 on networks must be named', async () => {
  const { networks: _networks, ...server } = aRequest().server
  expect((await compute.request('POST /servers', { version: '2.37', body: { server } })).status).toBe(400)
})

test('an image that is too big for the flavor is refused, and one that is not whole', async () => {
  const image = compute.images.get(compute.imageId)!
  compute.images.set('00000000-0000-4000-8000-000000000001', { ...image, minDiskGb: 5 })
  compute.images.set('00000000-0000-4000-8000-000000000002', { ...image, status: 'queued' })
  const big = await create({ imageRef: '00000000-0000-4000-8000-000000000001' })
  expect(big.body.badRequest.message).toBe('Flavor m1.nano has a disk of 1 GB, the image needs 5 GB.')
  const queued = await create({ imageRef: '00000000-0000-4000-8000-000000000002' })
  expect(queued.body.badRequest.message).toContain('is queued')
})

test.each<[string, unknown, number]>([
  ['malformed JSON', '{"server": ', 400],
  ['no body', undefined, 400],
  ['a list', [], 400],
  ['a text', '"server"', 400],
  ['null', 'null', 400],
  ['something beside the server', { server: {}, other: 1 }, 400],
])('%s for a body is refused', async (_what, body, status) => {
  expect(
    (await compute.request('POST /servers', { version: newest, ...(body !== undefined && { body }) })).status,
  ).toBe(status)
})

test('another content type is a 415, too much a 413', async () => {
  const xml = { 'content-type': 'application/xml' }
  expect((await compute.request('POST /servers', { body: '<server/>', headers: xml })).status).toBe(415)
  const huge = JSON.stringify(aRequest({ user_data: 'A'.repeat(2_000_000) }))
  expect((await compute.request('POST /servers', { body: huge })).status).toBe(413)
})

test('a host is for administrators to name', async () => {
  expect((await create({ host: 'host-1' })).status).toBe(403)
  expect((await create({ availability_zone: 'nova:host-1' })).status).toBe(403)
  const response = await create({ availability_zone: 'nova:host-1' }, { as: 'admin' })
  expect(dispatchedFor(response.body.server.id)).toMatchObject([{ params: { requestedHost: 'host-1' } }])
  expect((await create({ host: 'mars' }, { as: 'admin' })).status).toBe(400)
})

test('a reader makes nothing', async () => {
  expect((await create({}, { as: 'reader' })).status).toBe(403)
})

test('what is not built yet says so', async () => {
  const response = await create({
    block_device_mapping_v2: [
      { boot_index: 0, uuid: compute.imageId, source_type: 'image', destination_type: 'volume', volume_size: 1 },
    ],
  })
  expect(response).toMatchObject({ status: 501, body: { notImplemented: { code: 501 } } })
  const local = [{ boot_index: 0, uuid: compute.imageId, source_type: 'image', destination_type: 'local' }]
  expect((await create({ block_device_mapping_v2: local })).status).toBe(202)
})

test('a server is changed, and its old answers stay as they were', async () => {
  const server = await mine()
  const response = await compute.request(`PUT /servers/${server.id}`, {
    version: newest,
    body: { server: { name: 'new', description: null, accessIPv4: '192.0.2.1', hostname: 'new.example.com' } },
  })
  expect(response).toMatchObject({
    status: 200,
    body: { server: { name: 'new', accessIPv4: '192.0.2.1', 'OS-EXT-SRV-ATTR:hostname': 'new.example.com' } },
  })
  const old = await compute.request(`PUT /servers/${server.id}`, { body: { server: { name: 'newer' } } })
  expect(Object.keys(old.body.server)).not.toContain('OS-EXT-STS:vm_state')
  expect((await compute.request(`PUT /servers/${server.id}`, { body: { server: { description: 'x' } } })).status).toBe(
    400,
  )
})

test('a server is pinned only to the zone that it is in', async () => {
  const server = await mine({ availability_zone: 'nova' })
  const pin = (zone: string | null) =>
    compute.request(`PUT /servers/${server.id}`, {
      version: newest,
      body: { server: { pinned_availability_zone: zone } },
    })
  expect((await pin('mars')).status).toBe(409)
  expect((await pin('nova')).body.server.pinned_availability_zone).toBe('nova')
  expect((await pin(null)).body.server.pinned_availability_zone).toBeNull()
})

test('a server is deleted once, however often it is asked', async () => {
  const server = await mine()
  for (let time = 0; time < 3; time++) expect((await compute.request(`DELETE /servers/${server.id}`)).status).toBe(204)
  expect(dispatchedFor(server.id)).toMatchObject([{ flow: 'server-delete' }])
})

test.each([
  ['os-start', 'stopped', { 'os-start': null }, 'powering-on', 'server-start'],
  ['os-stop', 'active', { 'os-stop': null }, 'powering-off', 'server-stop'],
  ['a soft reboot', 'active', { reboot: { type: 'SOFT' } }, 'rebooting', 'server-reboot'],
  ['a hard reboot', 'stopped', { reboot: { type: 'Hard' } }, 'rebooting_hard', 'server-reboot'],
])('%s begins', async (_what, vm_state, body, task, flow) => {
  const server = await mine({ vm_state })
  expect((await compute.request(`POST /servers/${server.id}/action`, { body })).status).toBe(202)
  expect(dispatchedFor(server.id)).toMatchObject([{ flow }])
  const shown = await compute.request(`GET /servers/${server.id}`)
  expect(shown.body.server['OS-EXT-STS:task_state']).toBe(task)
  const again = await compute.request(`POST /servers/${server.id}/action`, { body: { 'os-stop': null } })
  expect(again).toMatchObject({ status: 409, body: { conflictingRequest: {} } })
})

test.each<[unknown, number]>([
  [{ dance: null }, 400],
  [{}, 400],
  [[], 400],
  [{ reboot: { type: 'GENTLE' } }, 400],
  [{ reboot: {} }, 400],
  [{ 'os-start': null, 'os-stop': null }, 400],
  [{ resetNetwork: null }, 410],
  [{ migrate: null }, 403],
  [{ addFloatingIp: { address: '1.2.3.4' } }, 404],
  [{ 'os-getVNCConsole': { type: 'novnc' } }, 404],
])('the action %j at 2.44 is %i', async (body, status) => {
  const server = await mine()
  expect((await compute.request(`POST /servers/${server.id}/action`, { version: '2.44', body })).status).toBe(status)
})

test('a console log is read from its host, by lines', async () => {
  const server = await mine()
  const response = await compute.request(`POST /servers/${server.id}/action`, {
    body: { 'os-getConsoleOutput': { length: '2' } },
  })
  expect(response).toMatchObject({ status: 200, body: { output: 'two\nthree\n' } })
  expect(compute.commands.at(-1)).toMatchObject({
    host: 'host-1',
    kind: 'console-log',
    params: { serverId: server.id },
  })
  const homeless = await mine({ host_id: null })
  expect(
    (await compute.request(`POST /servers/${homeless.id}/action`, { body: { 'os-getConsoleOutput': {} } })).status,
  ).toBe(409)
})

test('a locked server refuses its owner until it is unlocked, and obeys an administrator', async () => {
  const server = await mine()
  const act = (body: object, as = 'member') =>
    compute.request(`POST /servers/${server.id}/action`, { version: '2.73', body, as })
  expect((await act({ lock: { locked_reason: 'holiday' } })).status).toBe(202)
  expect((await compute.request(`GET /servers/${server.id}`, { version: '2.73' })).body.server).toMatchObject({
    locked: true,
    locked_reason: 'holiday',
  })
  expect((await act({ 'os-stop': null })).status).toBe(409)
  expect((await compute.request(`DELETE /servers/${server.id}`)).status).toBe(409)
  expect((await act({ unlock: null })).status).toBe(202)
  expect((await act({ lock: null }, 'admin')).status).toBe(202)
  expect((await act({ unlock: null })).status).toBe(403)
  expect((await act({ 'os-stop': null }, 'admin')).status).toBe(202)
})

test('metadata is added, changed and removed, up to the quota', async () => {
  const { id } = await mine({ metadata: JSON.stringify({ a: '1' }) })
  const path = `/servers/${id}/metadata`
  expect((await compute.request(`POST ${path}`, { body: { metadata: { b: '2' } } })).body).toEqual({
    metadata: { a: '1', b: '2' },
  })
  expect((await compute.request(`PUT ${path}/b`, { body: { meta: { b: '3' } } })).body).toEqual({ meta: { b: '3' } })
  expect((await compute.request(`PUT ${path}/b`, { body: { meta: { c: '3' } } })).status).toBe(400)
  expect((await compute.request(`DELETE ${path}/a`)).status).toBe(204)
  expect((await compute.request(`DELETE ${path}/a`)).status).toBe(404)
  const many = Object.fromEntries(Array.from({ length: 128 }, (_, index) => [`k${index}`, 'v']))
  expect((await compute.request(`POST ${path}`, { body: { metadata: many } })).status).toBe(403)
  expect((await compute.request(`PUT ${path}`, { body: { metadata: many } })).status).toBe(200)
})

test('tags are added one by one and all at once', async () => {
  const { id } = await mine()
  const path = `/servers/${id}/tags`
  const request = (line: string, body?: unknown) =>
    compute.request(line, { version: '2.26', ...(body !== undefined && { body }) })
  const added = await request(`PUT ${path}/blue`)
  expect(added.status).toBe(201)
  expect(added.headers.get('location')).toBe(`http://cloud.test/v2.1${path}/blue`)
  expect((await request(`PUT ${path}/blue`)).status).toBe(204)
  expect((await request(`PUT ${path}/a,b`)).status).toBe(400)
  expect((await request(`GET ${path}/blue`)).status).toBe(204)
  expect((await request(`GET ${path}/red`)).status).toBe(404)
  expect((await request(`PUT ${path}`, { tags: ['x', 'y'] })).body).toEqual({ tags: ['x', 'y'] })
  expect((await request(`DELETE ${path}`)).status).toBe(204)
  expect((await request(`GET ${path}`)).body).toEqual({ tags: [] })
})

test('before 2.57 a server may be given files, within the quota', async () => {
  const file = { path: '/etc/banner.txt', contents: 'aGVsbG8=' }
  const at = (version: string, personality: object[]) => create({ personality }, { version })
  const response = await at('2.56', [file])
  expect(dispatchedFor(response.body.server.id)).toMatchObject([{ params: { injectedFiles: [file] } }])
  expect(
    (
      await at(
        '2.56',
        Array.from({ length: 6 }, () => file),
      )
    ).status,
  ).toBe(403)
  expect((await at('2.56', [{ path: '/a', contents: '***' }])).status).toBe(400)
  expect((await at('2.57', [file])).body.badRequest.message).toContain('personality')
})

describe('an action that is not built', () => {
  test('is in one of two tables, as every other is', () => {
    const names = Object.entries(actionVersions).flatMap(([name, span]) => (span === 'gone' ? [] : [name]))
    expect([...serverActions.keys(), ...Object.keys(unbuiltActions)].toSorted()).toEqual(names.toSorted())
  })

  test.each(Object.keys(unbuiltActions))('%s looks for the server first, and asks who may', async (name) => {
    const server = await mine()
    const ask = async (as: string, id: string = server.id) =>
      (await compute.request(`POST /servers/${id}/action`, { as, version: '2.43', body: { [name]: {} } })).status
    expect([await ask('admin', newId()), await ask('other'), await ask('reader'), await ask('admin')]).toEqual([
      404, 404, 403, 501,
    ])
  })
})
