import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Server } from '#domain/server/server'
import { newHexId, newId, type NetworkId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'
import { carryOutWaitedFor } from './support/carry-out-waited-for.ts'
import { insertNetwork, insertPort } from './support/insert-network.ts'

let compute: TestCompute
let hostId: string
let network: { id: NetworkId; subnetId: string }
let count = 10
beforeAll(async () => {
  compute = await aCompute({ instances: -1, cores: -1, ram: -1 })
  hostId = await insertHost(compute.db, 'host-1')
  network = await insertNetwork(compute.db, project(), '10.9.0.0/24')
})
afterAll(() => compute[Symbol.asyncDispose]())
beforeEach(() => void carryOutWaitedFor(compute))

const project = () => compute.callers.get('member')!.projectId!
const mine = (what: object = {}) =>
  insertServer(compute.db, {
    project_id: project(),
    user_id: compute.callers.get('member')!.userId,
    host_id: hostId,
    availability_zone: 'nova',
    ...what,
  })
const aPort = (what: object = {}) =>
  insertPort(compute.db, network, `10.9.0.${count++}`, { project_id: project(), ...what })
const attachedPort = ({ id }: Server, what: object = {}) =>
  aPort({ device_id: id, device_owner: 'compute:nova', ...what })

const line = ({ id }: Server, more = '') => `/servers/${id}/os-interface${more}`
const attach = (server: Server, interfaceAttachment: object | undefined, options: object = {}) =>
  compute.request(`POST ${line(server)}`, { version: '2.104', body: { interfaceAttachment }, ...options })

test('interfaces are listed and shown as ports, with their tags since 2.70', async () => {
  const network_info = (portId: string) => JSON.stringify([{ portId, tag: 'public', fixedIps: [] }])
  const server = await mine()
  const port_id = await attachedPort(server)
  await compute.db
    .updateTable('compute.server')
    .set({ network_info: network_info(port_id) })
    .where('id', '=', server.id)
    .execute()
  const expected = {
    port_id,
    net_id: network.id,
    mac_addr: expect.stringMatching(/^fa:16:3e/),
    port_state: 'ACTIVE',
    fixed_ips: [{ ip_address: expect.stringMatching(/^10\.9\.0/), subnet_id: network.subnetId }],
  }
  const list = await compute.request(`GET ${line(server)}`)
  expect(list.body).toEqual({ interfaceAttachments: [expected] })
  const shown = await compute.request(`GET ${line(server, `/${port_id}`)}`, { version: '2.70' })
  expect(shown.body).toEqual({ interfaceAttachment: { ...expected, tag: 'public' } })
})

test('a network is attached by a port that is made for it, and the answer comes once it is', async () => {
  const server = await mine()
  const response = await attach(server, {
    net_id: network.id,
    fixed_ips: [{ ip_address: '10.9.0.150' }],
    tag: 'public',
  })
  expect(response.status).toBe(200)
  expect(response.body.interfaceAttachment).toMatchObject({
    net_id: network.id,
    port_state: 'ACTIVE',
    fixed_ips: [{ ip_address: '10.9.0.150' }],
    tag: 'public',
  })
  const { addresses } = (await compute.request(`GET /servers/${server.id}`)).body.server
  expect(addresses).toMatchObject({ 'net-10.9.0.0/24': [{ addr: '10.9.0.150' }] })
  const { instanceActions } = (await compute.request(`GET /servers/${server.id}/os-instance-actions`)).body
  expect(instanceActions).toMatchObject([{ action: 'attach_interface', message: null }])
})

test('a port that is there is attached as it is, and without a word the only network', async () => {
  const server = await mine()
  const port_id = await aPort()
  expect((await attach(server, { port_id })).body.interfaceAttachment).toMatchObject({ port_id })
  expect((await attach(server, undefined)).body.interfaceAttachment).toMatchObject({ net_id: network.id })
})

test.each<[string, () => object | Promise<object>, number, RegExp]>([
  ['a port that there is not', () => ({ port_id: newId() }), 404, /Port .* could not be found/],
  ['a network that there is not', () => ({ net_id: newId() }), 404, /Network .* could not be found/],
  ['a port that is in use', async () => ({ port_id: await attachedPort(await mine()) }), 409, /in use/],
  ['a port of another project', async () => ({ port_id: await aPort({ project_id: 'p2' }) }), 404, /not be found/],
  ['both', () => ({ port_id: newId(), net_id: network.id }), 400, /not input both/],
  ['an address without a network', () => ({ fixed_ips: [{ ip_address: '10.9.0.9' }] }), 400, /network_id/],
  ['an address elsewhere', () => on({ fixed_ips: [{ ip_address: '192.0.2.1' }] }), 400, /not a valid IP/],
  [
    'two addresses',
    () => on({ fixed_ips: [{ ip_address: '10.9.0.7' }, { ip_address: '10.9.0.8' }] }),
    400,
    /fixed_ips/,
  ],
  ['no UUID', () => ({ net_id: 'x' }), 400, /UUID/],
  ['a tag with a comma', () => on({ tag: 'a,b' }), 400, /comma/],
  ['what there is not', () => on({ colour: 'red' }), 400, /colour/],
])('%s cannot be attached', async (_what, attachment, status, message) => {
  const response = await attach(await mine(), await attachment())
  expect(response.status).toBe(status)
  expect(JSON.stringify(response.body)).toMatch(message)
})

const on = (what: object) => ({ net_id: network.id, ...what })

test('before 2.49 there are no tags', async () => {
  expect((await attach(await mine(), on({ tag: 'a' }), { version: '2.48' })).status).toBe(400)
})

test('of several networks one has to be named', async () => {
  const { projectId } = compute.callers.get('other')!
  const server = await mine({ project_id: projectId })
  const none = await attach(server, undefined, { as: 'other' })
  expect(none.body.badRequest.message).toMatch(/No network to attach to/)
  for (const cidr of ['10.11.0.0/24', '10.12.0.0/24']) await insertNetwork(compute.db, projectId!, cidr)
  expect((await attach(server, undefined, { as: 'other' })).body.badRequest.message).toMatch(
    /net-10.11.0.0.24, net-10.12.0.0.24/,
  )
})

test('what goes wrong on the host is told, and nothing is left of it', async () => {
  carryOutWaitedFor(compute).fails.set('guest-attach-nic', new Error('No more slots.'))
  const server = await mine()
  const response = await attach(server, on({}))
  expect(response.status).toBe(409)
  expect(response.body.conflictingRequest.message).toContain('The host could not attach the network card.')
  expect((await compute.request(`GET ${line(server)}`)).body).toEqual({ interfaceAttachments: [] })
})

test('an interface is detached by its port', async () => {
  const server = await mine()
  const port = await attachedPort(server)
  expect((await compute.request(`DELETE ${line(server, `/${port}`)}`)).status).toBe(202)
  expect(compute.dispatched.at(-1)).toMatchObject({ flow: 'server-detach-interface', params: { portId: port } })
  expect((await compute.request(`DELETE ${line(server, `/${newId()}`)}`)).status).toBe(404)
})

test.each([
  ['active', 200],
  ['paused', 200],
  ['stopped', 200],
  ['rescued', 409],
  ['resized', 409],
  ['error', 409],
])('a server that is %s answers %i to an attachment', async (vm_state, status) => {
  const server = await mine({ vm_state })
  expect((await attach(server, on({}))).status).toBe(status)
  const port = await attachedPort(server)
  expect((await compute.request(`DELETE ${line(server, `/${port}`)}`)).status).toBe(status === 200 ? 202 : 409)
})

test('readers look, others see nothing, and a lock keeps everything as it is', async () => {
  const server = await mine({ locked_by: 'owner' })
  const port = await attachedPort(server)
  expect((await compute.request(`GET ${line(server)}`, { as: 'reader' })).status).toBe(200)
  expect((await attach(server, on({}), { as: 'reader' })).status).toBe(403)
  expect((await attach(server, on({}))).status).toBe(409)
  expect((await compute.request(`DELETE ${line(server, `/${port}`)}`)).status).toBe(409)
  for (const method of ['GET', 'DELETE'])
    expect((await compute.request(`${method} ${line(server, `/${port}`)}`, { as: 'other' })).status).toBe(404)
  expect((await compute.request(`GET ${line(server, `/${newId()}`)}`)).status).toBe(404)
})

const asked = (server: Server, action: object, options: object = {}) =>
  compute.request(`POST /servers/${server.id}/action`, { version: '2.43', body: action, ...options })
const addTo = (server: Server, networkId: unknown = network.id, options: object = {}) =>
  asked(server, { addFixedIp: { networkId } }, options)
const removeFrom = (server: Server, address: string, options: object = {}) =>
  asked(server, { removeFixedIp: { address } }, options)
const addressesOf = async (server: Server) =>
  (await compute.request(`GET ${line(server)}`)).body.interfaceAttachments.flatMap(
    ({ fixed_ips }: { fixed_ips: { ip_address: string }[] }) => fixed_ips.map(({ ip_address }) => ip_address),
  )
const toldOf = async ({ id }: Server) =>
  (await compute.db.selectFrom('network.changed_server').select('server_id').execute()).some(
    ({ server_id }) => server_id === id,
  )

test('a server gets one more address of a network that it is on, and gives it back; its host is told each time', async () => {
  const server = await mine()
  await attachedPort(server)
  const [first] = await addressesOf(server)
  expect((await addTo(server)).status).toBe(202)
  const both = await addressesOf(server)
  expect(both).toHaveLength(2)
  expect(both).toContain(first)
  expect(await toldOf(server)).toBe(true)
  await compute.db.deleteFrom('network.changed_server').execute()
  const added = both.find((address: string) => address !== first)
  expect((await removeFrom(server, added)).status).toBe(202)
  expect(await addressesOf(server)).toEqual([first])
  expect(await toldOf(server)).toBe(true)
  // Nova has no action of it.
  const { instanceActions } = (await compute.request(`GET /servers/${server.id}/os-instance-actions`)).body
  expect(instanceActions).toEqual([])
})

test('two addresses that are asked for at once are both there', async () => {
  const server = await mine()
  await attachedPort(server)
  const responses = await Promise.all([addTo(server), addTo(server), addTo(server)])
  expect(responses.map(({ status }) => status)).toEqual([202, 202, 202])
  expect(await addressesOf(server)).toHaveLength(4)
})

test('a port has five addresses at most', async () => {
  const server = await mine()
  const roomy = await insertNetwork(compute.db, project(), '10.23.0.0/24')
  await insertPort(compute.db, roomy, '10.23.0.2', {
    project_id: project(),
    device_id: server.id,
    device_owner: 'compute:nova',
  })
  for (let had = 1; had < 5; had++) expect((await addTo(server, roomy.id)).status).toBe(202)
  const sixth = await addTo(server, roomy.id)
  expect(sixth.status).toBe(400)
  expect(sixth.body.badRequest.message).toMatch(
    /^Port \S+ has 5 addresses, and a port has 5 at most\. Remove one, or attach another port\.$/,
  )
  expect(await addressesOf(server)).toHaveLength(5)
})

test("on another project's network its project is told that it is not the one who gives addresses", async () => {
  const foreign = await insertNetwork(compute.db, newHexId(), '10.22.0.0/24')
  await compute.db.updateTable('network.network').set({ shared: true }).where('id', '=', foreign.id).execute()
  const server = await mine()
  const owner = { project_id: project(), device_id: server.id, device_owner: 'compute:nova' }
  await insertPort(compute.db, foreign, '10.22.0.2', owner)
  for (const refused of [await addTo(server, foreign.id), await removeFrom(server, '10.22.0.2')]) {
    expect(refused.status).toBe(403)
    expect(refused.body.forbidden.message).toContain('the member role in the project of the network')
  }
})

test('where one subnet is full the next one of the network gives the address; where all are, it says so', async () => {
  const small = await insertNetwork(compute.db, project(), '10.19.0.0/24')
  const pool = (cidr: string) =>
    JSON.stringify([{ start: cidr.replace(/0\/24$/, '2'), end: cidr.replace(/0\/24$/, '2') }])
  await compute.db
    .updateTable('network.subnet')
    .set({ allocation_pools: pool('10.19.0.0/24') })
    .where('id', '=', small.subnetId)
    .execute()
  const next = { id: newId<string>(), network_id: small.id, project_id: project(), ip_version: 4, cidr: '10.20.0.0/24' }
  await compute.db
    .insertInto('network.subnet')
    .values({ ...next, gateway_ip: '10.20.0.1', allocation_pools: pool(next.cidr) })
    .execute()
  const server = await mine()
  const owner = { project_id: project(), device_id: server.id, device_owner: 'compute:nova' }
  await insertPort(compute.db, small, '10.19.0.2', owner)
  expect((await addTo(server, small.id)).status).toBe(202)
  expect(await addressesOf(server)).toEqual(expect.arrayContaining(['10.19.0.2', '10.20.0.2']))
  const full = await addTo(server, small.id)
  expect(full.status).toBe(400)
  expect(full.body.badRequest.message).toContain(`No more IP addresses available on network ${small.id}.`)
})

test('a network without a subnet has no addresses to give', async () => {
  const bare = await insertNetwork(compute.db, project(), '10.21.0.0/24')
  const server = await mine()
  const owner = { project_id: project(), device_id: server.id, device_owner: 'compute:nova' }
  await insertPort(compute.db, bare, '10.21.0.2', owner)
  await compute.db.deleteFrom('network.port_address').where('subnet_id', '=', bare.subnetId).execute()
  await compute.db.deleteFrom('network.subnet').where('id', '=', bare.subnetId).execute()
  const response = await addTo(server, bare.id)
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toBe(`Network ${bare.id} has no subnet to take an address from. Add one.`)
})

// What the network service refuses, with its status, its name and its sentence, and what is said of it.
test.each<[string, [status: number, type: string, message: string], [status: number, fault: string]]>([
  ['no address left', [409, 'IpAddressGenerationFailure', 'No more IP addresses available.'], [400, 'badRequest']],
  ['an address in use', [400, 'InvalidInput', 'Fixed IP address 10.9.0.7 is already in use.'], [400, 'badRequest']],
  ['one outside of the subnet', [400, 'InvalidInput', '10.8.0.7 is not a valid IP.'], [400, 'badRequest']],
  ['a port that has another server', [409, 'PortInUse', 'Port p is in use by server s.'], [409, 'conflictingRequest']],
  ['a full quota', [409, 'OverQuota', "Quota exceeded for resources: ['port']."], [409, 'conflictingRequest']],
  ['the port of another project', [403, 'PolicyNotAuthorized', 'update_port is disallowed.'], [403, 'forbidden']],
])('%s is refused in the words of the network service', async (_what, [status, type, message], [expected, fault]) => {
  const server = await mine()
  await attachedPort(server)
  const { network: real } = compute.peers
  compute.peers.network = async (path, init) =>
    init.method === 'PUT'
      ? Response.json({ NeutronError: { type, message, detail: '' } }, { status })
      : real(path, init)
  const response = await addTo(server).finally(() => (compute.peers.network = real))
  expect(response.status).toBe(expected)
  expect(response.body[fault].message).toBe(message)
})

test.each<[string, object, number]>([
  ['a network that the server is not on', { addFixedIp: { networkId: newId() } }, 404],
  ['no network id at all', { addFixedIp: { networkId: 7 } }, 404],
  ['an id that is too long', { addFixedIp: { networkId: 'x'.repeat(37) } }, 400],
  ['nothing', { addFixedIp: {} }, 400],
  ['more than a network', { addFixedIp: { networkId: newId(), colour: 'red' } }, 400],
  ['an address that it has not', { removeFixedIp: { address: '192.0.2.7' } }, 400],
  ['no address', { removeFixedIp: { address: 'red' } }, 400],
])('%s is refused', async (_what, action, status) => {
  const server = await mine()
  await attachedPort(server)
  expect((await asked(server, action)).status).toBe(status)
})

test('who may, of which server and until when, is as in Nova', async () => {
  const server = await mine({ locked_by: 'owner' })
  await attachedPort(server)
  const [address] = await addressesOf(server)
  for (const ask of [
    (options: object) => addTo(server, network.id, options),
    (options: object) => removeFrom(server, address, options),
  ]) {
    expect((await ask({})).status).toBe(409)
    expect((await ask({ as: 'reader' })).status).toBe(403)
    expect((await ask({ as: 'other' })).status).toBe(404)
    expect((await ask({ version: '2.44' })).status).toBe(404)
  }
  expect((await addTo(server, network.id, { as: 'admin' })).status).toBe(202)
})
