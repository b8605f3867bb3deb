import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { networkDefinition } from '#services/network/api/network-api'
import { defaultGroupId } from '#services/network/domain/default-group'
import { networkService } from '#services/network/postgres-network'
import type { RequestContext } from '#platform/service/route'
import { aNetwork, aNetworkApi, aServer, type Person, type TestNetwork } from './support/a-network.ts'

let cloud: TestNetwork
/** An administrator who may also do what is for services. */
let admin: Person
beforeAll(async () => {
  cloud = await aNetworkApi()
})
beforeEach(() => {
  admin = cloud.somebody({ roles: ['admin', 'manager', 'member', 'reader', 'service'], isAdmin: true, seesAll: true })
})
afterAll(() => cloud[Symbol.asyncDispose]())

interface Sample {
  /** What is sent; several where each is to be shown. */
  sent: readonly unknown[]
  /** What is shown of each, where that is written otherwise. */
  shown?: readonly unknown[]
  /** What has to be sent besides. */
  with?: object
  /** Refused in a sentence with these words, whatever it says. */
  refused?: RegExp
}

const owner = 'f'.repeat(32)
const switches: Sample = {
  sent: [false, 'False', 'off', 0, true, 'yes'],
  shown: [false, false, false, false, true, true],
}
const words: Sample = { sent: ['something else', ''] }
const routes = [{ destination: '10.9.0.0/24', nexthop: '10.5.0.9' }]
const pools = [{ start: '10.5.0.20', end: '10.5.0.30' }]

/** A value of each attribute that is not what it would be anyway. */
const samples: Readonly<Record<string, Sample>> = {
  'network.name': words,
  'network.description': words,
  'network.shared': switches,
  'network.mtu': { sent: [1400, '1300', 0], shown: [1400, 1300, 1500] },
  'network.admin_state_up': switches,
  'network.port_security_enabled': switches,
  'network.router:external': { sent: [true], refused: /external networks are not offered/ },
  'network.project_id': { sent: [owner] },
  'network.tenant_id': { sent: [owner] },
  'network.availability_zone_hints': { sent: [['nova'], null], shown: [['nova'], []] },
  'subnet.name': words,
  'subnet.description': words,
  'subnet.dns_nameservers': { sent: [['9.9.9.9', '1.1.1.1'], null], shown: [['9.9.9.9', '1.1.1.1'], []] },
  'subnet.enable_dhcp': switches,
  'subnet.host_routes': { sent: [routes, null], shown: [routes, []] },
  'subnet.service_types': { sent: [['compute:nova']], refused: /not offered/ },
  'subnet.project_id': { sent: [owner] },
  'subnet.tenant_id': { sent: [owner] },
  'subnet.network_id': { sent: [] }, // each of the others names one
  'subnet.cidr': { sent: ['10.5.0.0/25'] },
  'subnet.ip_version': { sent: [4, '4'], shown: [4, 4] },
  'subnet.gateway_ip': { sent: ['10.5.0.254', null], with: { allocation_pools: pools } },
  'subnet.allocation_pools': { sent: [pools, []] },
  'port.name': words,
  'port.description': words,
  'port.device_id': { sent: ['a-machine', null], shown: ['a-machine', ''] },
  'port.device_owner': { sent: ['test:machine', null], shown: ['test:machine', ''] },
  'port.fixed_ips': { sent: [[]] },
  'port.security_groups': { sent: [[]] },
  'port.admin_state_up': switches,
  'port.port_security_enabled': { ...switches, with: { security_groups: [] } },
  'port.allowed_address_pairs': { sent: [[{ ip_address: '10.5.0.9' }]], refused: /not offered/ },
  'port.extra_dhcp_opts': { sent: [[{ opt_name: 'mtu', opt_value: '9' }]], refused: /not offered/ },
  'port.binding:vnic_type': { sent: ['direct'], refused: /Only normal is offered/ },
  'port.binding:host_id': { sent: ['host-7', null], shown: ['host-7', ''] },
  'port.binding:profile': { sent: [{ local: [1, 'two'] }, null], shown: [{ local: [1, 'two'] }, {}] },
  'port.project_id': { sent: [owner] },
  'port.tenant_id': { sent: [owner] },
  'port.network_id': { sent: [] },
  'port.mac_address': { sent: ['FA-16-3E-00-00-99'], shown: ['fa:16:3e:00:00:99'] },
  'quota.check_limit': { sent: [] }, // says how to write, and is not kept
  'quota.force': { sent: [] },
  ...Object.fromEntries(
    ['network', 'subnet', 'port', 'router', 'floatingip', 'rbac_policy', 'subnetpool'].map((name) => [
      `quota.${name}`,
      { sent: [7, '8', -1], shown: [7, 8, -1] },
    ]),
  ),
  'quota.security_group': { sent: [7, '8', -1], shown: [7, 8, -1] },
  'quota.security_group_rule': { sent: [7, '8', -1], shown: [7, 8, -1] },
}

interface Writable {
  method: string
  path: string
  singular: string
  attribute: string
}

interface JsonSchema {
  properties?: Readonly<Record<string, JsonSchema>>
  anyOf?: readonly JsonSchema[]
}

/** Every attribute that a body of the service can have, from the routes' own schemas. */
const writable: readonly Writable[] = networkDefinition.routes.flatMap(({ method, path, read }) => {
  const schema = read?.schema?.({} as RequestContext<never>)
  if (!schema || path.endsWith('/tags')) return []
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return [json, ...(json.anyOf ?? [])].flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([singular, { properties: attributes = {} }]) =>
      Object.keys(attributes).map((attribute) => ({ method, path, singular, attribute })),
    ),
  )
})

/** What a request has to name besides, and where it goes. */
async function place({ method, path, singular }: Writable): Promise<{ at: string; besides: object }> {
  const network = await aNetwork(admin)
  const isNew = method === 'POST'
  if (singular === 'quota') return { at: `/quotas/${owner}`, besides: {} }
  if (singular === 'network') return { at: isNew ? '/networks' : `/networks/${network.id}`, besides: {} }
  const besides = { network_id: network.id, ...(singular === 'subnet' && { cidr: '10.5.0.0/24' }) }
  if (isNew) return { at: path.replace('/v2.0', ''), besides }
  const { body } = await admin.post(`/${singular}s`, { [singular]: besides })
  return { at: `/${singular}s/${body[singular].id}`, besides: {} }
}

test('the attributes are those of all schemas', () => {
  expect(writable.length).toBeGreaterThan(60)
  expect([...new Set(writable.map(({ singular, attribute }) => `${singular}.${attribute}`))].toSorted()).toEqual(
    Object.keys(samples).toSorted(),
  )
})

test.each(writable.map((one) => [`${one.method} ${one.path} ${one.attribute}`, one] as const))(
  '%s is written and read back, or refused',
  async (_name, one) => {
    const sample = samples[`${one.singular}.${one.attribute}`]!
    const { at, besides } = await place(one)
    const send = (value: unknown) => {
      const body = { [one.singular]: { ...besides, ...sample.with, [one.attribute]: value } }
      return one.method === 'POST' ? admin.post(at, body) : admin.put(at, body)
    }
    for (const [index, value] of sample.sent.entries()) {
      // What is made twice on one network would be refused for that.
      const network_id = one.method === 'POST' && one.singular !== 'network' ? (await aNetwork(admin)).id : undefined
      if (network_id !== undefined) Object.assign(besides, { network_id })
      const { status, body } = await send(value)
      const good = one.method === 'POST' ? 201 : 200
      expect({ value, status, body }).toMatchObject({ value, status: sample.refused ? 400 : good })
      expect(String(body.NeutronError?.message)).toMatch(sample.refused ?? /^undefined$/)
      if (sample.refused) continue
      const wanted = sample.shown ? sample.shown[index] : value
      expect({ value, shown: body[one.singular][one.attribute] }).toEqual({ value, shown: wanted })
      const path = one.singular === 'quota' ? at : `/${one.singular}s/${body[one.singular].id}`
      expect((await admin.get(path)).body[one.singular][one.attribute]).toEqual(wanted)
    }
  },
)

test.each(['network', 'subnet', 'port'])('a %s that has changed since it was read is not written', async (singular) => {
  const ann = cloud.somebody()
  const { id, subnetId } = await aNetwork(ann, '10.5.0.0/24')
  const { port } = (await ann.post('/ports', { port: { network_id: id } })).body
  const path = { network: `/networks/${id}`, subnet: `/subnets/${subnetId}`, port: `/ports/${port.id}` }[singular]!
  const { revision_number: read } = (await ann.get(path)).body[singular]
  const ifIs = (revision: number | string) => ({ 'if-match': `revision_number=${revision}` })
  const body = { [singular]: { name: 'changed' } }
  expect((await ann.put(path, body, ifIs(read))).body[singular]).toMatchObject({
    name: 'changed',
    revision_number: read + 1,
  })
  for (const late of [
    await ann.put(path, body, ifIs(read)),
    await ann.put(`${path}/tags/red`, undefined, ifIs(read)),
    await ann.put(`${path}/tags`, { tags: ['red'] }, ifIs(read)),
    await ann.delete(path, ifIs(read)),
  ])
    expect(late).toMatchObject({ status: 412, body: { NeutronError: { type: 'RevisionNumberConstraintFailed' } } })
  expect((await ann.put(path, body, ifIs('x'))).status).toBe(400)
  expect((await ann.get(path)).body[singular]).toMatchObject({ revision_number: read + 1, tags: [] })
  const both = await Promise.all(['a', 'b'].map((name) => ann.put(path, { [singular]: { name } }, ifIs(read + 1))))
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412])
  if (singular !== 'port') await ann.delete(`/ports/${port.id}`)
  expect((await ann.delete(path, ifIs(read + 2))).status).toBe(204)
})

test.each(['network', 'subnet', 'port'])('of several who delete one %s at once, one does', async (singular) => {
  const ann = cloud.somebody()
  const { id, subnetId } = await aNetwork(ann, '10.5.0.0/24')
  const port = singular === 'port' ? (await ann.post('/ports', { port: { network_id: id } })).body.port.id : ''
  const path = { network: `/networks/${id}`, subnet: `/subnets/${subnetId}`, port: `/ports/${port}` }[singular]!
  const answers = await Promise.all([1, 2, 3].map(() => ann.delete(path)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404])
})

test('limits of a project hold, however many come at once, and are those of all again once they are dropped', async () => {
  const ann = cloud.somebody()
  const path = `/quotas/${ann.projectId}`
  expect((await ann.put(path, { quota: { network: -1 } })).status).toBe(403)
  const { id } = await aNetwork(ann, '10.5.0.0/24')
  expect((await admin.put(path, { quota: { network: 3, subnet: 2, port: 4 } })).body.quota).toMatchObject({
    network: 3,
    subnet: 2,
    port: 4,
    router: 10,
  })
  expect((await ann.get(path)).body.quota.network).toBe(3)
  expect((await ann.get(`${path}/default`)).body.quota.network).toBe(100)
  expect((await ann.get(`${path}/details`)).body.quota.network).toEqual({ limit: 3, used: 1, reserved: 0 })
  expect((await admin.get('/quotas')).body.quotas).toContainEqual(
    expect.objectContaining({ project_id: ann.projectId, tenant_id: ann.projectId, port: 4, router: 10 }),
  )
  const made = async (collection: string, bodyOf: (i: number) => object) =>
    (await Promise.all(Array.from({ length: 8 }, (_, i) => ann.post(collection, bodyOf(i))))).filter(
      ({ status }) => status === 201,
    ).length
  expect(await made('/networks', () => ({ network: {} }))).toBe(2)
  expect(await made('/subnets', (i) => ({ subnet: { network_id: id, cidr: `10.6.${i}.0/24` } }))).toBe(1)
  expect(await made('/ports', () => ({ port: { network_id: id } }))).toBe(4)
  const refused = await ann.post('/ports', { ports: [{ network_id: id }] })
  expect(refused.body.NeutronError).toMatchObject({ type: 'OverQuota' })
  await expect(networkService(cloud.db).check(ann.projectId, 'auto')).rejects.toThrow(
    'Maximum number of ports exceeded',
  )
  expect((await admin.put(path, { quota: { network: 2, check_limit: 'True' } })).status).toBe(409)
  expect((await admin.put(path, { quota: { colour: 2 } })).status).toBe(400)
  expect((await admin.delete(path)).status).toBe(204)
  expect((await ann.get(path)).body.quota.network).toBe(100)
  expect((await admin.delete(path)).status).toBe(404)
})

test('several ports at once are within the limit all together, or none is made', async () => {
  const ann = cloud.somebody()
  const { id } = await aNetwork(ann, '10.5.0.0/24')
  await admin.put(`/quotas/${ann.projectId}`, { quota: { port: 3 } })
  const ports = (count: number) => ({ ports: Array.from({ length: count }, () => ({ network_id: id })) })
  expect((await ann.post('/ports', ports(4))).status).toBe(409)
  expect((await ann.get('/ports')).body.ports).toEqual([])
  expect((await ann.post('/ports', ports(3))).status).toBe(201)
})

test('a new port has the security of its network, and is in no group without it', async () => {
  const ann = cloud.somebody()
  const { id } = await aNetwork(ann, '10.5.0.0/24', { port_security_enabled: false })
  const { port } = (await ann.post('/ports', { port: { network_id: id } })).body
  expect(port).toMatchObject({ port_security_enabled: false, security_groups: [] })
  const group = defaultGroupId(ann.projectId)
  const put = (body: object) => ann.put(`/ports/${port.id}`, { port: body })
  expect((await put({ security_groups: [group] })).status).toBe(400)
  expect((await put({ security_groups: [group], port_security_enabled: true })).body.port.security_groups).toEqual([
    group,
  ])
  expect((await put({ port_security_enabled: false })).status).toBe(409)
  expect((await put({ port_security_enabled: false, security_groups: [] })).status).toBe(200)
  expect((await ann.get(`/ports?security_groups=${group}`)).body.ports).toEqual([])
})

/** The server's only port, as its host is told of it. */
const bindingOf = async (serverId: Awaited<ReturnType<typeof aServer>>) =>
  (await networkService(cloud.db).portsOf(serverId))[0]!

test('what is changed of a server’s port and its network is what its host is told, and that it is to be told', async () => {
  const ann = cloud.somebody()
  const { id, subnetId } = await aNetwork(ann, '10.5.0.0/24')
  const network = networkService(cloud.db)
  const serverId = await aServer(cloud.db, ann)
  const { portId } = await bindingOf(serverId)
  const told = async (change: () => Promise<unknown>) => {
    for (const one of await network.changedServers()) await network.settleChange(one)
    await change()
    expect((await network.changedServers()).map((one) => one.serverId)).toEqual([serverId])
    return bindingOf(serverId)
  }
  expect(await bindingOf(serverId)).toMatchObject({ filter: 'open', isDown: false })
  const port = (body: object) => () => ann.put(`/ports/${portId}`, { port: body })
  expect(await told(port({ security_groups: [] }))).toMatchObject({ filter: 'closed' })
  expect(await told(port({ port_security_enabled: false }))).toMatchObject({ filter: 'off' })
  expect(await told(port({ admin_state_up: false }))).toMatchObject({ isDown: true, status: 'DOWN' })
  await network.setPortsStatus(serverId, 'ACTIVE')
  expect(await bindingOf(serverId)).toMatchObject({ status: 'DOWN' })
  expect(await told(port({ admin_state_up: true }))).toMatchObject({ isDown: false })
  await network.setPortsStatus(serverId, 'ACTIVE')
  expect(await bindingOf(serverId)).toMatchObject({ status: 'ACTIVE' })
  const moved = await told(port({ fixed_ips: [{ ip_address: '10.5.0.77' }] }))
  expect(moved.fixedIps.map(({ address }) => address)).toEqual(['10.5.0.77'])
  const down = () => ann.put(`/networks/${id}`, { network: { admin_state_up: false, name: 'renamed' } })
  expect(await told(down)).toMatchObject({ isDown: true, networkName: 'renamed' })
  const subnet = { gateway_ip: null, host_routes: routes, dns_nameservers: ['9.9.9.9'] }
  const without = await told(() => ann.put(`/subnets/${subnetId}`, { subnet }))
  expect(without).toMatchObject({ dnsNameservers: ['9.9.9.9'] })
  expect(without.fixedIps[0]).toMatchObject({ gateway: null, dhcpIp: '10.5.0.2', hostRoutes: routes, dhcp: true })
  const silent = await told(() => ann.put(`/subnets/${subnetId}`, { subnet: { enable_dhcp: false } }))
  expect(silent.fixedIps[0]).toMatchObject({ dhcp: false, dhcpIp: null })
  expect((await admin.put(`/ports/${portId}`, { port: { 'binding:host_id': 'elsewhere' } })).status).toBe(409)
})

test('a port of a server may be deleted, and its host is told that the card is gone', async () => {
  const ann = cloud.somebody()
  await aNetwork(ann, '10.5.0.0/24')
  const serverId = await aServer(cloud.db, ann)
  const { portId } = await bindingOf(serverId)
  expect((await ann.delete(`/ports/${portId}`)).status).toBe(204)
  expect(await networkService(cloud.db).portsOf(serverId)).toEqual([])
  expect((await networkService(cloud.db).changedServers()).map((one) => one.serverId)).toContain(serverId)
})

test('nobody gets the address that DHCP answers from on a subnet without a gateway, nor does a new gateway take a port’s', async () => {
  const ann = cloud.somebody()
  const { id } = await aNetwork(ann)
  const made = await ann.post('/subnets', { subnet: { network_id: id, cidr: '10.5.0.0/29', gateway_ip: null } })
  expect(made.body.subnet).toMatchObject({
    gateway_ip: null,
    allocation_pools: [{ start: '10.5.0.1', end: '10.5.0.6' }],
  })
  const ports = await Promise.all(Array.from({ length: 6 }, () => ann.post('/ports', { port: { network_id: id } })))
  const addresses = ports.flatMap(({ body }) => body.port?.fixed_ips[0].ip_address ?? [])
  expect(addresses.toSorted()).toEqual(['10.5.0.2', '10.5.0.3', '10.5.0.4', '10.5.0.5', '10.5.0.6'])
  const asked = await ann.post('/ports', { port: { network_id: id, fixed_ips: [{ ip_address: '10.5.0.1' }] } })
  expect(asked.body.NeutronError.message).toContain('already in use')
  const change = (subnet: object) => ann.put(`/subnets/${made.body.subnet.id}`, { subnet })
  expect((await change({ gateway_ip: '10.5.0.1' })).status).toBe(400) // within the pool
  expect((await change({ gateway_ip: '10.5.0.3', allocation_pools: [] })).status).toBe(409) // a port has it
  expect((await change({ gateway_ip: '10.5.0.1', allocation_pools: [] })).body.subnet.gateway_ip).toBe('10.5.0.1')
})

/** What each extension that is announced lets a client do. */
const proofs: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  agent: async () => {
    expect((await admin.get('/agents')).body.agents).toEqual([])
  },
  availability_zone: async () => {
    expect((await admin.get('/availability_zones')).body.availability_zones).toHaveLength(1)
  },
  binding: () =>
    keeps('port', { 'binding:host_id': 'host-7', 'binding:profile': { a: 1 }, 'binding:vnic_type': 'normal' }),
  'net-mtu': () => keeps('network', { mtu: 1400 }),
  'net-mtu-writable': () => keeps('network', { mtu: 1400 }, 'later'),
  'network-ip-availability': async () => {
    expect((await admin.get('/network-ip-availabilities')).status).toBe(200)
  },
  'network-ip-availability-details': async () => {
    const { id } = await aNetwork(admin, '10.5.0.0/24')
    const { network_ip_availability: seen } = (await admin.get(`/network-ip-availabilities/${id}`)).body
    expect(seen.ip_availability_details.total_ips_in_subnet).toBe(254)
  },
  network_availability_zone: () => keeps('network', { availability_zone_hints: ['nova'] }),
  pagination: async () => {
    await aNetwork(admin)
    await aNetwork(admin)
    expect((await admin.get('/networks?limit=1')).body).toMatchObject({
      networks: [{}],
      networks_links: [{ rel: 'next' }],
    })
  },
  'port-security': async () => {
    await keeps('network', { port_security_enabled: false }, 'later')
    await keeps('port', { port_security_enabled: false, security_groups: [] }, 'later')
  },
  'project-id': async () => {
    const { networks } = (await admin.get('/networks?fields=project_id&fields=tenant_id')).body
    expect(networks.every((one: Record<string, string>) => one['project_id'] === one['tenant_id'])).toBe(true)
  },
  'quota-check-limit': async () => {
    await aNetwork(admin)
    const quota = { network: 0, check_limit: true }
    expect((await admin.put(`/quotas/${admin.projectId}`, { quota })).status).toBe(409)
  },
  quota_details: async () => {
    const { quota } = (await admin.get(`/quotas/${admin.projectId}/details`)).body
    expect(quota.router).toEqual({ limit: 10, used: 0, reserved: 0 })
  },
  quotas: async () => {
    const changed = await admin.put(`/quotas/${admin.projectId}`, { quota: { network: 7 } })
    expect(changed.body.quota.network).toBe(7)
  },
  'revision-if-match': async () => {
    const { id } = await aNetwork(admin)
    expect((await admin.delete(`/networks/${id}`, { 'if-match': 'revision_number=7' })).status).toBe(412)
  },
  'security-group': async () => {
    const [group] = (await admin.get(`/security-groups?project_id=${admin.projectId}`)).body.security_groups
    await keeps('port', { security_groups: [group.id] })
    await keeps('port', { security_groups: [] }, 'later')
  },
  'security-groups-rules-belongs-to-default-sg': async () => {
    const { security_group_rules: rules } = (await admin.get('/security-group-rules?belongs_to_default_sg=True')).body
    expect(rules.length).toBeGreaterThan(0)
  },
  sorting: async () => {
    expect((await admin.get('/ports?sort_key=name&sort_dir=desc')).status).toBe(200)
  },
  'standard-attr-description': () => keeps('network', { description: 'of the web' }, 'later'),
  'standard-attr-revisions': () => keeps('network', { revision_number: 1 }, 'made'),
  'standard-attr-tag': async () => {
    const { id } = await aNetwork(admin)
    expect((await admin.put(`/networks/${id}/tags`, { tags: ['red'] })).body.tags).toEqual(['red'])
  },
  'standard-attr-timestamp': () =>
    keeps('network', { created_at: expect.any(String), updated_at: expect.any(String) }, 'made'),
  'subnet-external-network': async () => {
    const { subnetId } = await aNetwork(admin, '10.5.0.0/24')
    expect((await admin.get(`/subnets/${subnetId}`)).body.subnet['router:external']).toBe(false)
  },
}

/** Whether the attributes are shown once they are written, at once or later, or without anybody having written them. */
async function keeps(singular: 'network' | 'port', attributes: object, when: 'at once' | 'later' | 'made' = 'at once') {
  const besides = singular === 'port' ? { network_id: (await aNetwork(admin)).id } : {}
  const first = when === 'at once' ? attributes : {}
  const made = (await admin.post(`/${singular}s`, { [singular]: { ...besides, ...first } })).body[singular]
  const path = `/${singular}s/${made.id}`
  if (when === 'later') await admin.put(path, { [singular]: attributes })
  expect((await admin.get(path)).body[singular]).toMatchObject(attributes)
}

test('the extensions that are announced are those with a proof', async () => {
  const { extensions } = (await admin.get('/extensions')).body
  expect(extensions.map(({ alias }: { alias: string }) => alias).toSorted()).toEqual(Object.keys(proofs).toSorted())
})

test.each(Object.entries(proofs))('the extension %s does what it says', async (_alias, proof) => {
  await expect(proof(admin)).resolves.toBeUndefined()
})
