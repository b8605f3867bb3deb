import { afterAll, beforeAll, expect, test } from 'vitest'
import { aNetwork, aNetworkApi, aServer, type Person, type TestNetwork } from './support/a-network.ts'

let cloud: TestNetwork
beforeAll(async () => {
  cloud = await aNetworkApi()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)

/** A shared network of Ann's, with a port of Bob's on it. */
async function aSharedNetwork(): Promise<{ ann: Person; bob: Person; id: string; port: { id: string } }> {
  const [ann, bob] = [cloud.somebody(), cloud.somebody()]
  const { id } = await aNetwork(ann, '192.168.1.0/24')
  await cloud.anAdmin().put(`/networks/${id}`, { network: { shared: true } })
  return { ann, bob, id, port: (await bob.post('/ports', { port: { network_id: id, name: 'of bob' } })).body.port }
}

test('who owns a network sees and deletes the ports of others on it, and changes none of them', async () => {
  const { ann, bob, id, port } = await aSharedNetwork()
  expect(ids((await ann.get(`/ports?network_id=${id}`)).body.ports)).toEqual([port.id])
  expect((await ann.get(`/ports/${port.id}`)).body.port.project_id).toBe(bob.projectId)
  expect((await ann.put(`/ports/${port.id}`, { port: { name: 'of ann' } })).status).toBe(403)
  expect((await cloud.somebody().get(`/ports/${port.id}`)).status).toBe(404)
  expect((await ann.delete(`/ports/${port.id}`)).status).toBe(204)
})

test('a network stays shared while ports of other projects are on it', async () => {
  const { ann, id, port } = await aSharedNetwork()
  const unshare = () => cloud.anAdmin().put(`/networks/${id}`, { network: { shared: false } })
  const refused = await unshare()
  expect(refused).toMatchObject({ status: 409, body: { NeutronError: { type: 'InvalidSharedSetting' } } })
  expect((await cloud.anAdmin().put(`/networks/${id}`, { network: { shared: true } })).status).toBe(200)
  await ann.post('/ports', { port: { network_id: id } })
  await ann.delete(`/ports/${port.id}`)
  expect((await unshare()).status).toBe(200)
})

test('on a shared network only its owner picks addresses and MAC addresses', async () => {
  const { ann, bob, id, port } = await aSharedNetwork()
  const picks: readonly [object, string][] = [
    [{ fixed_ips: [{ ip_address: '192.168.1.77' }] }, 'create_port:fixed_ips:ip_address'],
    [{ mac_address: 'fa:16:3e:00:00:01' }, 'create_port:mac_address'],
  ]
  for (const [pick, rule] of picks) {
    const refused = await bob.post('/ports', { port: { network_id: id, ...pick } })
    expect(refused).toMatchObject({ status: 403, body: { NeutronError: { type: 'PolicyNotAuthorized' } } })
    expect(refused.body.NeutronError.message).toContain(`Policy does not allow ${rule} to be performed.`)
    expect((await ann.post('/ports', { port: { network_id: id, ...pick } })).status).toBe(201)
  }
  const { subnet_id } = (await bob.get(`/ports/${port.id}`)).body.port.fixed_ips[0]
  expect((await bob.post('/ports', { port: { network_id: id, fixed_ips: [{ subnet_id }] } })).status).toBe(201)
  expect((await bob.put(`/ports/${port.id}`, { port: { fixed_ips: [{ subnet_id }] } })).status).toBe(403)
})

test('a subnet is its owner’s to change, and the network’s owner’s', async () => {
  const [admin, ann, bob] = [cloud.anAdmin(), cloud.somebody(), cloud.somebody()]
  const { id } = await aNetwork(ann)
  const made = await admin.post('/subnets', {
    subnet: { network_id: id, cidr: '10.0.0.0/24', project_id: bob.projectId },
  })
  const path = `/subnets/${made.body.subnet.id}`
  expect(ids((await bob.get(`/subnets?network_id=${id}`)).body.subnets)).toEqual([made.body.subnet.id])
  for (const person of [ann, bob]) expect((await person.put(path, { subnet: { name: 'mine' } })).status).toBe(200)
  expect((await cloud.somebody().put(path, { subnet: { name: 'mine' } })).status).toBe(404)
})

test('what is said to be as it is anyway asks no rule when something is made, and asks it when something is changed', async () => {
  const ann = cloud.somebody()
  const plain = { shared: false, 'router:external': false, port_security_enabled: true }
  const { status, body } = await ann.post('/networks', { network: plain })
  expect(status).toBe(201)
  const refused = await ann.put(`/networks/${body.network.id}`, { network: { shared: false } })
  expect(refused).toMatchObject({ status: 403 })
  expect(refused.body.NeutronError.message).toContain('update_network:shared')
})

test('a service sees everything, and of ports also where they are bound', async () => {
  const ann = cloud.somebody()
  const { id } = await aNetwork(ann, '192.168.1.0/24')
  await aServer(cloud.db, ann, (await ann.post('/ports', { port: { network_id: id } })).body.port.id)
  const service = cloud.somebody({ roles: ['service'] })
  const [port] = (await service.get(`/ports?project_id=${ann.projectId}&binding:host_id=host-1`)).body.ports
  expect(port).toMatchObject({ 'binding:host_id': 'host-1', 'binding:profile': {}, 'binding:vif_details': {} })
  expect(port).not.toHaveProperty('tags')
  expect((await ann.get('/ports?binding:host_id=host-1')).body.ports).toEqual([])
  expect((await ann.get('/ports')).body.ports).toHaveLength(1)
})

test('who has no role in a project sees what is shared and nothing else', async () => {
  const { ann, id } = await aSharedNetwork()
  await aNetwork(ann)
  const guest = cloud.somebody({ projectId: ann.projectId, roles: [] })
  const seen = (await guest.get(`/networks?project_id=${ann.projectId}`)).body.networks
  expect(ids(seen)).toEqual([id])
  expect((await guest.get('/ports')).status).toBe(403)
  expect((await guest.put(`/networks/${id}`, { network: { name: 'mine' } })).status).toBe(403)
})

test('a body is not read of who may do nothing with it', async () => {
  const { bob, id } = await aSharedNetwork()
  expect((await bob.put(`/networks/${id}`, { network: { nonsense: 1 } })).status).toBe(403)
  expect((await cloud.somebody({ roles: ['reader'] }).post('/networks', { nonsense: 1 })).status).toBe(403)
})

test('an operator widens and narrows what is seen', async () => {
  await using other = await aNetworkApi({ get_network: 'role:auditor or role:member and project_id:%(project_id)s' })
  const [ann, bob] = [other.somebody(), other.somebody({ roles: ['reader'] })]
  const { id } = await aNetwork(ann)
  expect(ids((await other.somebody({ roles: ['auditor'] }).get('/networks')).body.networks)).toEqual([id])
  expect((await bob.get('/networks')).status).toBe(403)
  expect(
    (await other.somebody({ roles: ['member'], projectId: bob.projectId }).get('/networks')).body.networks,
  ).toEqual([])
})

test('pages are full of what an operator lets the caller see', async () => {
  await using other = await aNetworkApi({
    get_network: 'role:admin or (project_id:%(project_id)s and field:networks:shared=True)',
  })
  const [ann, admin] = [other.somebody(), other.anAdmin()]
  for (const [index, name] of ['a', 'b', 'c', 'd', 'e', 'f', 'g'].entries())
    await admin.post('/networks', {
      network: { name, project_id: ann.projectId, shared: index % 3 === 2 || index === 6 },
    })
  const pages = async (path: string, rel: string): Promise<string[][]> => {
    const { networks, networks_links: links = [] } = (await ann.get(path)).body
    const next = links.find((link: { rel: string }) => link.rel === rel)
    const page = networks.map(({ name }: { name: string }) => name)
    return [page, ...(next ? await pages(next.href.replace(/^.*\/v2\.0/, ''), rel) : [])]
  }
  expect(await pages('/networks?sort_key=name&limit=2', 'next')).toEqual([['c', 'f'], ['g']])
  expect(await pages('/networks?sort_key=name&limit=2&page_reverse=True', 'previous')).toEqual([['f', 'g'], ['c']])
})
