import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkDefinition } from '#services/network/api/network-api'
import { newId } from '#platform/ids'
import { aNetwork, aNetworkApi, type Person, type TestNetwork } from './support/a-network.ts'

let cloud: TestNetwork
let ann: Person
beforeAll(async () => {
  cloud = await aNetworkApi()
  ann = cloud.somebody()
  // Three of each MTU, so that pages break within equals.
  for (const [name, mtu] of Object.entries({ e: 1400, b: 1500, d: 1400, a: 1500, c: 1450, f: 1450, g: 1400, h: 1500 }))
    await aNetwork(ann, undefined, { name, mtu })
  await aNetwork(cloud.somebody(), undefined, { name: 'of somebody else' })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const namesOf = (body: { networks: { name: string }[] }) => body.networks.map(({ name }) => name)

/** The names on each page, from the first or, going back, from the last. */
async function pagesOf(path: string, rel: 'next' | 'previous'): Promise<string[][]> {
  const pages: string[][] = []
  for (let at: string | undefined = path; at !== undefined;) {
    const { body } = await ann.get(at)
    pages.push(namesOf(body))
    const link = body.networks_links?.find((one: { rel: string }) => one.rel === rel)
    at = link?.href.replace(/^.*\/v2\.0/, '')
  }
  return pages
}

test.each([
  'sort_key=name',
  'sort_key=name&sort_dir=desc',
  'sort_key=mtu',
  'sort_key=mtu&sort_dir=desc',
  'sort_key=mtu&sort_dir=desc&sort_key=name&sort_dir=asc',
  'sort_key=created_at',
  'sort_key=status&sort_dir=desc',
  'mtu=1400&mtu=1500&sort_key=mtu',
  '',
])('pages of "%s" come one after the other, forwards and backwards, as the whole list has them', async (query) => {
  const whole = namesOf((await ann.get(`/networks?${query}`)).body)
  expect(whole.length).toBeGreaterThan(5)
  const forwards = await pagesOf(`/networks?${query}&limit=3`, 'next')
  expect(forwards.flat()).toEqual(whole)
  expect(forwards.slice(0, -1).every((page) => page.length === 3)).toBe(true)
  const backwards = await pagesOf(`/networks?${query}&limit=3&page_reverse=True`, 'previous')
  expect(backwards.toReversed().flat()).toEqual(whole)
})

test('networks are listed as they were made, unless they are sorted', async () => {
  expect(namesOf((await ann.get('/networks')).body)).toEqual(['e', 'b', 'd', 'a', 'c', 'f', 'g', 'h'])
})

test('an administrator can list what the project itself has or may use, as its members see it', async () => {
  const chief = cloud.somebody({ roles: ['admin', 'member', 'reader'], isAdmin: true, seesAll: true })
  const name = `everybody's ${newId()}`
  const { body } = await chief.post('/networks', { network: { name, shared: true } })
  const all = await chief.get('/networks?kilonova:count=true')
  expect(namesOf(all.body)).toContain('of somebody else')
  const own = await chief.get('/networks?kilonova:own=true&kilonova:count=true')
  expect(namesOf(own.body)).toEqual([name])
  expect(own.headers.get('kilonova-total-count')).toBe('1')
  expect((await chief.get('/networks?kilonova:own=perhaps')).status).toBe(400)
  await chief.delete(`/networks/${body.network.id}`)
})

test('a page goes on behind its marker, though that one does not pass the filter any more', async () => {
  const [first, second] = (await ann.get('/networks?sort_key=name')).body.networks
  await ann.put(`/networks/${first.id}`, { network: { description: 'seen' } })
  expect(namesOf((await ann.get(`/networks?description=&sort_key=name&limit=1&marker=${first.id}`)).body)).toEqual([
    second.name,
  ])
})

test('a marker of somebody else is none', async () => {
  const [theirs] = (await cloud.anAdmin().get('/networks?name=of somebody else')).body.networks
  expect((await ann.get(`/networks?limit=1&marker=${theirs.id}`)).status).toBe(404)
})

test('several are made at once, or none of them', async () => {
  const bob = cloud.somebody()
  const made = await bob.post('/networks', { networks: [{ name: 'one' }, { name: 'two' }] })
  expect(made).toMatchObject({ status: 201, body: { networks: [{ name: 'one' }, { name: 'two' }] } })
  const [one, two] = made.body.networks
  const subnets = [one, two].map(({ id }) => ({ network_id: id, cidr: '10.0.0.0/24' }))
  expect((await bob.post('/subnets', { subnets })).body.subnets).toHaveLength(2)
  const ports = [{ network_id: one.id }, { network_id: two.id, fixed_ips: [{ ip_address: '10.0.1.1' }] }]
  expect((await bob.post('/ports', { ports })).status).toBe(400)
  expect((await bob.get('/ports')).body.ports).toEqual([])
  const both = await bob.post('/ports', { ports: ports.map(({ network_id }) => ({ network_id })) })
  expect(both.body.ports.map(({ network_id }: { network_id: string }) => network_id)).toEqual([one.id, two.id])
  expect((await bob.post('/networks', { networks: [] })).status).toBe(400)
})

test('tags are added to those that there are', async () => {
  const { id } = await aNetwork(cloud.somebody({ projectId: ann.projectId }), undefined, { name: 'tagged' })
  await ann.put(`/networks/${id}/tags`, { tags: ['a', 'b'] })
  expect((await ann.post(`/networks/${id}/tags`, { tags: ['b', 'c'] })).status).toBe(201)
  expect((await ann.get(`/networks/${id}/tags`)).body).toEqual({ tags: ['a', 'b', 'c'] })
  expect((await ann.get(`/networks/${id}/tags/c`)).status).toBe(204)
  expect((await ann.delete(`/networks/${id}/tags/c`)).status).toBe(204)
  expect((await ann.get(`/networks/${id}/tags/c`)).status).toBe(404)
  await ann.delete(`/networks/${id}`)
})

test('a rule of the group default is shown and found', async () => {
  const { security_group_rules: rules } = (await ann.get('/security-group-rules?direction=ingress')).body
  expect(rules).toMatchObject([{ direction: 'ingress', belongs_to_default_sg: true, project_id: ann.projectId }])
  expect((await ann.get(`/security-group-rules/${rules[0].id}`)).body.security_group_rule).toEqual(rules[0])
  expect((await cloud.somebody().get(`/security-group-rules/${rules[0].id}`)).status).toBe(404)
  const asked = await cloud.anAdmin().get(`/security-groups?project_id=${ann.projectId}&fields=name`)
  expect(asked.body.security_groups).toEqual([{ name: 'default' }])
})

test.each(
  networkDefinition.routes
    .filter(({ method, path }) => method === 'GET' && /^\/v2\.0\/[a-z-]+s$/.test(path))
    .map(({ path, query }) => [path, query] as const),
)('every filter that %s declares leaves out what it does not name', async (path, { parameters = {} }) => {
  const admin = cloud.anAdmin()
  const isPaging = new Set(['fields', 'limit', 'marker', 'page_reverse', 'sort_key', 'sort_dir'])
  const nothing = ['77', 'False', 'True', newId<string>(), `ip_address=10.99.99.99`, 'nothing like it']
  for (const [name, { value }] of Object.entries(parameters)) {
    // What is Kilonova's own is tested in service-list-searches.test.ts.
    if (isPaging.has(name) || /^(not-|kilonova:)/.test(name)) continue
    const taken = nothing.filter((text) => value === undefined || value.safeParse(text).success)
    const counts = []
    for (const text of taken) {
      const { status, body } = await admin.get(`${path.replace('/v2.0', '')}?${name}=${encodeURIComponent(text)}`)
      expect({ name, text, status }).toEqual({ name, text, status: 200 })
      counts.push((Object.values(body)[0] as unknown[]).length)
    }
    // A project that nobody knows of has its security group all the same.
    if (/security-group/.test(path) && /^(project|tenant)_id$/.test(name)) continue
    expect({ name, least: Math.min(...counts) }).toEqual({ name, least: 0 })
  }
})

test.each(['security-groups', 'security-group-rules'])('%s are paged, sorted and cut to fields', async (collection) => {
  const admin = cloud.anAdmin()
  const member = collection.replaceAll('-', '_')
  const whole = (await admin.get(`/${collection}?sort_key=id&sort_dir=desc`)).body[member]
  expect(whole.length).toBeGreaterThan(1)
  expect(whole.map(({ id }: { id: string }) => id)).toEqual(
    whole
      .map(({ id }: { id: string }) => id)
      .toSorted()
      .toReversed(),
  )
  const [first, second] = whole
  const page = await admin.get(`/${collection}?sort_key=id&sort_dir=desc&limit=1&marker=${first.id}&fields=id`)
  expect(page.body[member]).toEqual([{ id: second.id }])
  expect(page.body[`${member}_links`].map(({ rel }: { rel: string }) => rel)).toContain('previous')
  expect(
    (await ann.get(`/${collection}`)).body[member].every(
      (one: { project_id: string }) => one.project_id === ann.projectId,
    ),
  ).toBe(true)
  expect((await ann.get(`/${collection}?limit=0&tags=red`)).body[member]).toEqual([])
  expect((await ann.get(`/${collection}?marker=nonsense`)).status).toBe(404)
})

test('administrators see how many addresses of a network are taken', async () => {
  const [admin, bob] = [cloud.anAdmin(), cloud.somebody()]
  const { id } = await aNetwork(bob, '192.168.1.0/28', { name: 'counted' })
  const allocation_pools = [{ start: '10.0.0.10', end: '10.0.0.19' }]
  await bob.post('/subnets', { subnet: { network_id: id, cidr: '10.0.0.0/24', allocation_pools } })
  for (const ip_address of ['10.0.0.11', '10.0.0.77', '192.168.1.2'])
    await bob.post('/ports', { port: { network_id: id, fixed_ips: [{ ip_address }] } })
  const { network_ip_availability: seen } = (await admin.get(`/network-ip-availabilities/${id}`)).body
  expect(seen).toMatchObject({ network_name: 'counted', project_id: bob.projectId, total_ips: 23, used_ips: 3 })
  expect(seen.subnet_ip_availability).toMatchObject([
    { cidr: '192.168.1.0/28', total_ips: 13, used_ips: 1, ip_availability_details: { total_ips_in_subnet: 14 } },
    {
      cidr: '10.0.0.0/24',
      total_ips: 10,
      used_ips: 2,
      ip_availability_details: { total_ips_in_subnet: 254, used_ips_in_subnet: 2, used_ips_in_allocation_pool: 1 },
    },
  ])
  const listed = (await admin.get(`/network-ip-availabilities?network_name=counted&ip_version=4`)).body
  expect(listed.network_ip_availabilities).toEqual([seen])
  expect((await admin.get('/network-ip-availabilities?ip_version=6')).body.network_ip_availabilities).toEqual([])
  expect((await bob.get(`/network-ip-availabilities/${id}`)).status).toBe(403)
})

test('lists of networks and subnets tell how far each is used up, by the ports that the caller sees', async () => {
  const [owner, guest] = [cloud.somebody(), cloud.somebody()]
  const { id, subnetId } = await aNetwork(owner, '10.7.0.0/29', { name: `used ${newId()}` })
  await cloud.anAdmin().put(`/networks/${id}`, { network: { shared: true } })
  const { body } = await owner.post('/subnets', {
    subnet: {
      name: 'narrow',
      network_id: id,
      ip_version: 4,
      cidr: '10.8.0.0/24',
      allocation_pools: [{ start: '10.8.0.9', end: '10.8.0.11' }],
    },
  })
  const narrow = body.subnet.id
  const onFirst = [{ subnet_id: subnetId }]
  for (const [person, fixed_ips] of [
    [owner, onFirst],
    [owner, [...onFirst, { subnet_id: narrow }]],
    [owner, []],
    [guest, onFirst],
  ] as const)
    expect((await person.post('/ports', { port: { network_id: id, fixed_ips } })).status).toBe(201)

  const used = async (person: Person, more = '') => {
    const { body: list } = await person.get(`/networks?id=${id}&kilonova:use=true${more}`)
    const { 'kilonova:ports': ports, 'kilonova:subnets': subnets } = list.networks[0]
    const one = await person.get(`/subnets/${subnetId}?kilonova:use=true`)
    return { ports, subnets, inFirst: one.body.subnet['kilonova:use'].used_ips }
  }
  const all = {
    ports: 4,
    subnets: [
      { id: subnetId, name: '', cidr: '10.7.0.0/29', used_ips: 3, total_ips: 5 },
      { id: narrow, name: 'narrow', cidr: '10.8.0.0/24', used_ips: 1, total_ips: 3 },
    ],
    inFirst: 3,
  }
  expect(await used(owner)).toEqual(all)
  expect(await used(cloud.anAdmin())).toEqual(all)
  const oneOfTheirs = {
    ports: 1,
    subnets: [
      { ...all.subnets[0]!, used_ips: 1 },
      { ...all.subnets[1]!, used_ips: 0 },
    ],
  }
  expect(await used(guest)).toEqual({ ...oneOfTheirs, inFirst: 1 })
  const chief = cloud.somebody({ roles: ['admin', 'member', 'reader'], isAdmin: true, seesAll: true })
  expect(await used(chief, '&kilonova:own=true')).toMatchObject({ ports: 0 })

  expect((await owner.get(`/networks/${id}`)).body.network).not.toHaveProperty('kilonova:ports')
  expect((await owner.get(`/subnets?network_id=${id}`)).body.subnets[0]).not.toHaveProperty('kilonova:use')
  expect((await owner.get('/networks?kilonova:use=perhaps')).status).toBe(400)
})

test('a list of ports tells what their networks are called where it is asked', async () => {
  const owner = cloud.somebody()
  const { id } = await aNetwork(owner, undefined, { name: 'inner' })
  await owner.post('/ports', { port: { network_id: id } })
  expect((await owner.get('/ports?kilonova:names=true')).body.ports[0]).toHaveProperty('kilonova:network_name', 'inner')
  expect((await owner.get('/ports')).body.ports[0]).not.toHaveProperty('kilonova:network_name')
})
