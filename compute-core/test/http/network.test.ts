import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkService } from '#services/network/postgres-network'
import { newHexId, newId, type NetworkId } from '#platform/ids'
import { aNetwork, aNetworkApi, aServer, type TestNetwork } from './support/a-network.ts'

let cloud: TestNetwork
beforeAll(async () => {
  cloud = await aNetworkApi()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const somebody: TestNetwork['somebody'] = (more) => cloud.somebody(more)
const anAdmin = () => cloud.anAdmin()

test('versions and resources are there for everybody, what is in them is not', async () => {
  const root = await cloud.app.request('http://cloud.example:8774/network/')
  expect(await root.json()).toEqual({
    versions: [
      { id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: 'http://cloud.example:8774/network/v2.0/' }] },
    ],
  })
  expect((await cloud.app.request('/network/v2.0/')).status).toBe(200)
  const stranger = await cloud.app.request('/network/v2.0/networks', { headers: { 'x-auth-token': 'nonsense' } })
  expect(stranger.status).toBe(401)
  expect(stranger.headers.get('x-openstack-request-id')).toMatch(/^req-/)
  expect(await stranger.json()).toMatchObject({ NeutronError: { type: 'HTTPUnauthorized', detail: '' } })
})

test('what a server got on demand is shown as Neutron shows it', async () => {
  const ann = somebody()
  const serverId = await aServer(cloud.db, ann)
  const { networks } = (await ann.get('/networks')).body
  const { subnets } = (await ann.get('/subnets')).body
  const { ports } = (await ann.get(`/ports?device_id=${serverId}`)).body
  expect(networks).toMatchObject([
    {
      name: 'private',
      status: 'ACTIVE',
      mtu: 1500,
      shared: false,
      'router:external': false,
      project_id: ann.projectId,
      tenant_id: ann.projectId,
      subnets: [subnets[0].id],
    },
  ])
  expect(networks[0]).not.toHaveProperty('visible_to_all')
  expect(networks[0].created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  expect(subnets).toMatchObject([{ name: 'private-subnet', ip_version: 4, enable_dhcp: true, dns_nameservers: [] }])
  expect(ports).toMatchObject([
    {
      device_owner: 'compute:nova',
      status: 'DOWN',
      'binding:vnic_type': 'normal',
      fixed_ips: [{ subnet_id: subnets[0].id, ip_address: subnets[0].cidr.replace('.0/24', '.10') }],
    },
  ])
  expect(ports[0]).not.toHaveProperty('binding:host_id')
  const seen = (await anAdmin().get(`/ports/${ports[0].id}`)).body.port
  expect(seen).toMatchObject({ 'binding:host_id': 'host-1', 'binding:vif_type': 'bridge' })
})

test('another project’s networks, subnets and ports are not there', async () => {
  const [ann, bob] = [somebody(), somebody()]
  await aServer(cloud.db, ann)
  for (const collection of ['networks', 'subnets', 'ports']) {
    const [{ id }] = (await ann.get(`/${collection}`)).body[collection]
    expect((await bob.get(`/${collection}`)).body[collection]).toEqual([])
    expect((await bob.get(`/${collection}?id=${id}`)).body[collection]).toEqual([])
    const singular = collection.replace(/s$/, '')
    expect((await bob.get(`/${collection}/${id}`)).status).toBe(404)
    expect((await bob.put(`/${collection}/${id}`, { [singular]: { name: 'mine' } })).status).toBe(404)
    expect((await bob.put(`/${collection}/${id}/tags/mine`)).status).toBe(404)
    expect((await bob.delete(`/${collection}/${id}`)).status).toBe(404)
  }
  const [network] = (await ann.get('/networks')).body.networks
  expect((await bob.post('/ports', { port: { network_id: network.id } })).status).toBe(404)
  expect((await bob.post('/subnets', { subnet: { network_id: network.id, cidr: '10.0.0.0/24' } })).status).toBe(404)
  expect((await bob.get(`/quotas/${ann.projectId}`)).status).toBe(403)
})

test('a shared network is seen and used by others, and changed by none of them', async () => {
  const [admin, bob] = [anAdmin(), somebody()]
  const { id } = await aNetwork(admin, '192.168.0.0/24', { shared: true })
  expect((await bob.get(`/networks/${id}`)).body.network.shared).toBe(true)
  expect((await bob.put(`/networks/${id}`, { network: { name: 'mine' } })).status).toBe(403)
  expect((await bob.delete(`/networks/${id}`)).status).toBe(403)
  expect((await bob.post('/subnets', { subnet: { network_id: id, cidr: '10.0.0.0/24' } })).status).toBe(403)
  const port = await bob.post('/ports', { port: { network_id: id } })
  expect(port).toMatchObject({ status: 201, body: { port: { project_id: bob.projectId } } })
  await bob.delete(`/ports/${port.body.port.id}`)
  expect((await admin.delete(`/networks/${id}`)).status).toBe(204)
})

test('sharing, and making something for others, is for administrators; readers write nothing', async () => {
  const [ann, admin, reader] = [somebody(), anAdmin(), somebody({ roles: ['reader'] })]
  expect((await ann.post('/networks', { network: { shared: true } })).status).toBe(403)
  expect((await ann.post('/networks', { network: { project_id: newHexId() } })).status).toBe(403)
  expect((await reader.post('/networks', { network: {} })).status).toBe(403)
  const made = await admin.post('/networks', { network: { project_id: ann.projectId, name: 'a gift' } })
  expect(made.status).toBe(201)
  expect((await ann.get('/networks')).body.networks).toMatchObject([{ name: 'a gift' }])
})

test('a network lives: made, renamed, tagged, deleted', async () => {
  const ann = somebody()
  const { id } = await aNetwork(ann)
  const renamed = await ann.put(`/networks/${id}`, { network: { name: 'web', description: 'of the web' } })
  expect(renamed.body.network).toMatchObject({ name: 'web', description: 'of the web', revision_number: 2 })
  expect((await ann.put(`/networks/${id}/tags`, { tags: ['a', 'b'] })).body).toEqual({ tags: ['a', 'b'] })
  expect((await ann.put(`/networks/${id}/tags/c`)).status).toBe(201)
  expect((await ann.get('/networks?tags=a,c')).body.networks).toHaveLength(1)
  expect((await ann.get('/networks?not-tags=a')).body.networks).toHaveLength(0)
  expect((await ann.delete(`/networks/${id}`)).status).toBe(204)
  expect((await ann.get(`/networks/${id}`)).body.NeutronError).toEqual({
    type: 'NetworkNotFound',
    message: `Network ${id} could not be found.`,
    detail: '',
  })
})

test('what is in use is not deleted, and the refusal says what to do first', async () => {
  const ann = somebody()
  const serverId = await aServer(cloud.db, ann)
  const [network] = (await ann.get('/networks')).body.networks
  const [port] = (await ann.get('/ports')).body.ports
  const refusals = [
    await ann.delete(`/networks/${network.id}`),
    await ann.delete(`/subnets/${network.subnets[0]}`),
    await ann.put(`/ports/${port.id}`, { port: { device_id: '' } }),
  ]
  expect(refusals.map(({ status }) => status)).toEqual([409, 409, 409])
  expect(refusals.map(({ body }) => body.NeutronError.type)).toEqual(['NetworkInUse', 'SubnetInUse', 'PortInUse'])
  await networkService(cloud.db).releasePorts(serverId)
  expect((await ann.delete(`/networks/${network.id}`)).status).toBe(204)
})

test('a subnet gives out all but its gateway, unless told otherwise', async () => {
  const ann = somebody()
  const { id } = await aNetwork(ann)
  const plain = await ann.post('/subnets', { subnet: { network_id: id, cidr: '192.168.5.7/24', ip_version: 4 } })
  expect(plain.body.subnet).toMatchObject({
    cidr: '192.168.5.0/24',
    gateway_ip: '192.168.5.1',
    allocation_pools: [{ start: '192.168.5.2', end: '192.168.5.254' }],
  })
  const chosen = await ann.post('/subnets', {
    subnet: {
      network_id: id,
      cidr: '192.168.6.0/24',
      gateway_ip: '192.168.6.254',
      allocation_pools: [{ start: '192.168.6.10', end: '192.168.6.20' }],
      dns_nameservers: ['1.1.1.1', '9.9.9.9'],
    },
  })
  expect(chosen.body.subnet).toMatchObject({ gateway_ip: '192.168.6.254', dns_nameservers: ['1.1.1.1', '9.9.9.9'] })
  const later = await ann.put(`/subnets/${chosen.body.subnet.id}`, { subnet: { dns_nameservers: [] } })
  expect(later.body.subnet.dns_nameservers).toEqual([])
})

test.each([
  [{ cidr: '192.168.1.128/25' }, 'overlaps'],
  [{ cidr: 'nonsense' }, 'IPv4 network'],
  [{ cidr: '10.0.0.0/31' }, 'from /8 to /30'],
  [{ cidr: '127.0.0.0/24' }, 'special network'],
  [{ cidr: '169.254.0.0/16' }, 'special network'],
  [{ cidr: 'fd00::/64', ip_version: 6 }, 'IPv4'],
  [{ cidr: '10.0.0.0/24', gateway_ip: '10.0.1.1' }, 'not an address of'],
  [
    { cidr: '10.0.0.0/24', allocation_pools: [{ start: '10.0.0.1', end: '10.0.0.9' }] },
    'conflicts with allocation pool',
  ],
  [{ cidr: '10.0.0.0/24', allocation_pools: [{ start: '10.0.0.9', end: '10.0.0.5' }] }, 'not a range'],
  [
    {
      cidr: '10.0.0.0/24',
      allocation_pools: [
        { start: '10.0.0.20', end: '10.0.0.30' },
        { start: '10.0.0.10', end: '10.0.0.20' },
      ],
    },
    'overlapping allocation pools',
  ],
  [{ cidr: '10.0.0.0/24', enable_dhcp: 'perhaps' }, 'true or false'],
  [{ cidr: '10.0.0.0/24', host_routes: [{ destination: 'nowhere', nexthop: '10.0.0.9' }] }, 'IPv4 network'],
  [{ cidr: '10.0.0.0/24', frobnicate: 1 }, 'frobnicate'],
])('a subnet like %j is refused: %s', async (subnet, words) => {
  const ann = somebody()
  const { id } = await aNetwork(ann, '192.168.1.0/24')
  const { status, body } = await ann.post('/subnets', { subnet: { network_id: id, ...subnet } })
  expect({ status, message: body.NeutronError.message }).toEqual({
    status: 400,
    message: expect.stringContaining(words),
  })
})

test('a port gets an address by itself, the one asked for, or none', async () => {
  const ann = somebody()
  const { id, subnetId } = await aNetwork(ann, '192.168.1.0/24')
  const make = async (port: object) => (await ann.post('/ports', { port: { network_id: id, ...port } })).body
  expect((await make({})).port.fixed_ips).toEqual([{ subnet_id: subnetId, ip_address: '192.168.1.2' }])
  const chosen = await make({
    name: 'p',
    fixed_ips: [{ ip_address: '192.168.1.77' }],
    mac_address: 'FA:16:3E:00:00:01',
  })
  expect(chosen.port).toMatchObject({
    mac_address: 'fa:16:3e:00:00:01',
    fixed_ips: [{ subnet_id: subnetId, ip_address: '192.168.1.77' }],
  })
  expect((await make({ fixed_ips: [] })).port.fixed_ips).toEqual([])
  expect((await make({ fixed_ips: [{ ip_address: '192.168.1.77' }] })).NeutronError.message).toContain('already in use')
  expect((await make({ mac_address: 'fa:16:3e:00:00:01' })).NeutronError.type).toBe('MacAddressInUse')
  expect((await make({ fixed_ips: [{ subnet_id: newId() }] })).NeutronError.message).toContain('is not on network')
  expect((await make({ security_groups: [newId()] })).NeutronError.message).toContain('does not exist')
  const moved = await ann.put(`/ports/${chosen.port.id}`, { port: { fixed_ips: [{ ip_address: '192.168.1.78' }] } })
  expect(moved.body.port.fixed_ips[0].ip_address).toBe('192.168.1.78')
  expect((await ann.get('/ports?fixed_ips=ip_address=192.168.1.78')).body.ports).toHaveLength(1)
  expect((await ann.get('/ports?mac_address=FA:16:3E:00:00:01')).body.ports).toHaveLength(1)
})

test('nobody but the cloud says that a port belongs to a server', async () => {
  const ann = somebody()
  const { id } = await aNetwork(ann, '192.168.1.0/24')
  const forged = { network_id: id, device_id: newId(), device_owner: 'compute:nova' }
  expect((await ann.post('/ports', { port: forged })).status).toBe(403)
  const { port } = (await ann.post('/ports', { port: { network_id: id } })).body
  expect((await ann.put(`/ports/${port.id}`, { port: { device_owner: 'compute:nova' } })).status).toBe(403)
})

test('twenty ports at once have twenty addresses, and the quota holds however many come at once', async () => {
  const ann = somebody()
  const { id } = await aNetwork(ann, '192.168.1.0/24')
  const made = await Promise.all(Array.from({ length: 20 }, () => ann.post('/ports', { port: { network_id: id } })))
  expect(new Set(made.map(({ body }) => body.port.fixed_ips[0].ip_address)).size).toBe(20)
  await Promise.all(Array.from({ length: 96 }, () => ann.post('/networks', { network: {} })))
  const more = await Promise.all(Array.from({ length: 8 }, () => ann.post('/networks', { network: {} })))
  expect(more.filter(({ status }) => status === 201)).toHaveLength(3)
  expect(more.find(({ status }) => status === 409)!.body.NeutronError.type).toBe('OverQuota')
})

test('lists are filtered, sorted, cut to fields and paged in both directions', async () => {
  const ann = somebody()
  for (const name of ['c', 'a', 'd', 'b']) await aNetwork(ann, undefined, { name })
  const names = async (query: string) =>
    (await ann.get(`/networks?${query}`)).body.networks.map(({ name }: { name: string }) => name)
  expect(await names('name=a&name=d&sort_key=name&sort_dir=desc')).toEqual(['d', 'a'])
  expect(await names('shared=False&mtu=1500&sort_key=name')).toEqual(['a', 'b', 'c', 'd'])
  expect(await names('shared=true')).toEqual([])
  expect((await ann.get('/networks?name=a&fields=name&fields=mtu')).body.networks).toEqual([{ name: 'a', mtu: 1500 }])
  const first = (await ann.get('/networks?sort_key=name&limit=2')).body
  expect(first.networks.map(({ name }: { name: string }) => name)).toEqual(['a', 'b'])
  const follow = async (page: typeof first, rel: string) => {
    const link = page.networks_links.find((one: { rel: string }) => one.rel === rel)
    return (await ann.get(link.href.replace(/^.*\/v2\.0/, ''))).body
  }
  const second = await follow(first, 'next')
  expect(second.networks.map(({ name }: { name: string }) => name)).toEqual(['c', 'd'])
  expect(second.networks_links.map(({ rel }: { rel: string }) => rel)).toEqual(['previous'])
  expect((await follow(second, 'previous')).networks).toEqual(first.networks)
})

test.each([
  ['/networks?frobnicate=1', 400, 'frobnicate is not known'],
  ['/networks?toString=1', 400, 'toString is not known'],
  ['/networks?__proto__=1', 400, '__proto__ is not known'],
  ['/networks?shared=perhaps', 400, 'neither True nor False'],
  ['/networks?mtu=many', 400, 'not an integer'],
  ['/networks?limit=-1', 400, 'limit'],
  ['/networks?sort_key=nonsense', 400, 'sort_key'],
  ['/networks?sort_dir=up&sort_key=name', 400, 'sort_dir'],
  ['/networks?name=%00', 400, 'NUL'],
  ['/ports?fixed_ips=nonsense', 400, 'fixed_ips'],
  ['/networks?marker=nonsense', 404, 'marker'],
  ['/networks/nonsense', 404, 'could not be found'],
  ['/routers/nonsense', 404, 'could not be found'],
])('GET %s is a %i that says %s', async (path, status, words) => {
  const answer = await somebody().get(path)
  expect({ status: answer.status, message: answer.body.NeutronError.message }).toEqual({
    status,
    message: expect.stringContaining(words),
  })
})

test.each([
  ['{', 'not valid JSON'],
  ['', 'body'],
  [[], 'body'],
  [{ network: 1 }, 'network'],
  [{ network: { name: 1 } }, 'network.name'],
  [{ network: { name: 'a\0b' } }, 'NUL'],
  [{ network: { name: 'x'.repeat(256) } }, '255'],
  [{ network: { mtu: 1 } }, 'mtu'],
  [{ network: { 'router:external': true } }, 'not offered'],
  [{ network: { port_security_enabled: 'perhaps' } }, 'true or false'],
  [{ network: {}, more: 1 }, 'more'],
])('a network from %j is a 400 that says %s', async (body, words) => {
  const answer = await somebody().post('/networks', body)
  expect({ status: answer.status, message: answer.body.NeutronError.message }).toEqual({
    status: 400,
    message: expect.stringContaining(words),
  })
})

test('extensions, zones, quotas and the default group can be read', async () => {
  const ann = somebody()
  expect((await ann.get('/extensions/security-group')).body.extension.alias).toBe('security-group')
  expect((await ann.get('/extensions/dvr')).status).toBe(404)
  expect((await ann.get('/availability_zones')).body.availability_zones[0].name).toBe('nova')
  expect((await ann.get('/agents')).body).toEqual({ agents: [] })
  expect((await anAdmin().get('/agents')).body).toEqual({ agents: [] })
  await aServer(cloud.db, ann)
  expect((await ann.get(`/quotas/${ann.projectId}`)).body.quota.port).toBe(500)
  expect((await ann.get(`/quotas/${ann.projectId}/details.json`)).body.quota.port).toEqual({
    limit: 500,
    used: 1,
    reserved: 0,
  })
  const member = somebody()
  expect((await member.get(`/quotas/${ann.projectId}`)).status).toBe(403)
  const [group] = (await ann.get('/security-groups?name=default')).body.security_groups
  expect((await ann.get('/ports')).body.ports[0].security_groups).toEqual([group.id])
  expect((await ann.get(`/security-groups/${group.id}`)).body.security_group.security_group_rules).toHaveLength(2)
  expect((await somebody().get(`/security-groups/${group.id}`)).status).toBe(404)
})

test('a port brought by its owner is bound, shown, and free again', async () => {
  const ann = somebody()
  const { id } = await aNetwork(ann, '192.168.1.0/24')
  const { port } = (await ann.post('/ports', { port: { network_id: id as NetworkId, name: 'mine' } })).body
  const serverId = await aServer(cloud.db, ann, port.id)
  expect((await ann.get(`/ports/${port.id}`)).body.port).toMatchObject({
    device_id: serverId,
    device_owner: 'compute:nova',
  })
  await networkService(cloud.db).releasePorts(serverId)
  expect((await ann.get(`/ports/${port.id}`)).body.port).toMatchObject({
    device_id: '',
    device_owner: '',
    name: 'mine',
  })
  expect((await ann.delete(`/ports/${port.id}`)).status).toBe(204)
})
